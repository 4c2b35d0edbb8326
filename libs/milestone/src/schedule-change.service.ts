import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KernelErrors, isCalendarDate, isId, type FieldError } from '#libs/kernel';
import type { Tx } from '#libs/platform';
import { ChangeHandlers, type ProjectRow } from '#libs/project';
import { Baselines, type BaselineInputItem } from './baseline.service.js';
import type { MilestoneRow } from './completion.service.js';
import * as sql from './milestone.queries.js';

/**
 * The change kind `schedule`: a new version of the milestone plan (§6: the baseline is changed only by an approved change request).
 * The new plan is written as a draft when the change is filed and put in force when it is approved.
 */
@Injectable()
export class ScheduleChange implements OnModuleInit {
  constructor(
    private readonly handlers: ChangeHandlers,
    private readonly baselines: Baselines,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      kind: 'schedule',
      validate: (tx, project, payload) => this.diffIn(tx, project, payload),
      apply: async (tx, project, change) => {
        const items = itemsOf(change.payload);
        const draft = await this.baselines.writeIn(tx, project, items, { note: change.reason, changeId: change.id });
        await this.baselines.putInForceIn(tx, draft.id);
      },
    });
  }

  /** What would change, milestone by milestone. @throws VALIDATION_FAILED, BASELINE_INVALID */
  private async diffIn(
    tx: Tx,
    project: ProjectRow,
    payload: Record<string, unknown>,
  ): Promise<{ before: Record<string, unknown>; after: Record<string, unknown> }> {
    const items = itemsOf(payload);
    const milestones = await tx.query<MilestoneRow>(sql.listMilestones, [project.id]);
    const approved = milestones.filter((milestone) => milestone.status === 'approved');
    this.baselines.check(items);
    for (const milestone of approved) {
      const kept = items.find((item) => item.milestoneId === milestone.id);
      // What was approved is history: a change of schedule cannot rewrite it.
      if (!kept || kept.weightBp !== milestone.weightBp || kept.plannedFinish !== milestone.plannedFinish) {
        const message = { zh: `“${milestone.name}”已核定，不能调整`, en: `"${milestone.name}" is approved and stays` };
        throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'items', code: 'MILESTONE_APPROVED', message }]);
      }
    }
    const known = new Map(milestones.map((milestone) => [milestone.id, milestone]));
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    items.forEach((item) => {
      const milestone = item.milestoneId ? known.get(item.milestoneId) : undefined;
      const [was, becomes] = [milestone && summary(milestone), summary(item)];
      if (JSON.stringify(was) === JSON.stringify(becomes)) return;
      if (was) before[item.name] = was;
      after[item.name] = becomes;
    });
    for (const milestone of milestones) {
      if (!items.some((item) => item.milestoneId === milestone.id)) before[milestone.name] = summary(milestone);
    }
    return { before, after };
  }
}

const summary = (item: BaselineInputItem | MilestoneRow) => ({
  name: item.name,
  plannedStart: item.plannedStart,
  plannedFinish: item.plannedFinish,
  weightBp: item.weightBp,
});

/** The payload of a change is free JSON until here. @throws VALIDATION_FAILED naming each bad field */
function itemsOf(payload: Record<string, unknown>): BaselineInputItem[] {
  const given = payload['items'];
  const faults: FieldError[] = [];
  const fault = (path: string) =>
    faults.push({ path, code: 'FIELD_INVALID', message: { zh: '缺少或格式不正确', en: 'Missing or malformed' } });
  if (!Array.isArray(given) || given.length === 0 || given.length > 100) {
    fault('payload.items');
    throw KernelErrors.VALIDATION_FAILED({}, faults);
  }
  const items = given.map((raw: unknown, index): BaselineInputItem => {
    const item = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
    const at = `payload.items.${index}`;
    if (typeof item['name'] !== 'string' || item['name'].trim() === '' || item['name'].length > 100)
      fault(`${at}.name`);
    if (!isCalendarDate(item['plannedStart'])) fault(`${at}.plannedStart`);
    if (!isCalendarDate(item['plannedFinish'])) fault(`${at}.plannedFinish`);
    if (!Number.isInteger(item['weightBp'])) fault(`${at}.weightBp`);
    if (item['milestoneId'] !== undefined && !isId(item['milestoneId'])) fault(`${at}.milestoneId`);
    return {
      name: String(item['name']).trim(),
      plannedStart: String(item['plannedStart']),
      plannedFinish: String(item['plannedFinish']),
      weightBp: Number(item['weightBp']),
      ...(typeof item['milestoneId'] === 'string' ? { milestoneId: item['milestoneId'] } : {}),
      ...(typeof item['deliverables'] === 'string' ? { deliverables: item['deliverables'].slice(0, 500) } : {}),
    };
  });
  if (faults.length > 0) throw KernelErrors.VALIDATION_FAILED({}, faults);
  return items;
}
