import type { Bilingual } from '#libs/kernel';

/**
 * Codes of stages: a family and, where it needs one, a number. `notice-30` before the due date, `due` on the day, `urge` after it
 * (recorded as `urge-1`, `urge-2` … when it repeats), `supervise-1` … `supervise-9` 督办 by level.
 */
const FAMILIES = {
  notice: { zh: '提醒', en: 'Notice', side: 'before' },
  due: { zh: '到期', en: 'Due', side: 'on' },
  urge: { zh: '催办', en: 'Urge', side: 'after' },
  supervise: { zh: '督办', en: 'Supervision', side: 'after' },
} as const satisfies Readonly<Record<string, Bilingual & { side: 'before' | 'on' | 'after' }>>;

const CODE = /^(notice|due|urge|supervise)(?:-(\d{1,4}))?$/;
const LEVELS_ZH = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

export interface StageCode {
  family: keyof typeof FAMILIES;
  side: 'before' | 'on' | 'after';
  number: number | null;
}

/** What a code says, or undefined when it is not one. */
export function parseStage(code: string): StageCode | undefined {
  const match = CODE.exec(code);
  if (!match) return undefined;
  const family = match[1] as StageCode['family'];
  return { family, side: FAMILIES[family].side, number: match[2] === undefined ? null : Number(match[2]) };
}

/** Name of a stage on screens and in texts: 提醒（30）, 催办（第 2 次）, 督办（二级）. A code from before the families keeps its own. */
export function stageName(code: string): Bilingual {
  const stage = parseStage(code);
  if (!stage) return { zh: code, en: code };
  const { zh, en } = FAMILIES[stage.family];
  const { number } = stage;
  if (number === null) return { zh, en };
  if (stage.family === 'supervise')
    return { zh: `${zh}（${LEVELS_ZH[number] ?? number}级）`, en: `${en} level ${number}` };
  if (stage.family === 'urge') return { zh: `${zh}（第 ${number} 次）`, en: `${en} no. ${number}` };
  return { zh: `${zh}（${number}）`, en: `${en} (${number})` };
}
