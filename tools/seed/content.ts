import type { FieldSchema } from '#libs/plan';

/** What projects of each work are called in a province that looks real. */
export const TITLES: Readonly<Record<string, readonly string[]>> = {
  '01-1': ['绿色工厂创建与节能改造项目', '园区绿色化循环改造项目'],
  '01-2': ['清洁取暖改造工程', '燃煤锅炉清洁能源替代工程'],
  '01-3': ['铁路专用线建设工程', '公转铁货运枢纽工程'],
  '01-4': ['绿色物流配送中心建设项目', '新能源配送车辆推广项目'],
  '02-1': ['近零碳园区试点项目', '低碳社区试点项目'],
  '02-2': ['工业过程温室气体减排示范项目', '碳捕集利用示范项目'],
  '03-1': ['水泥窑炉烟气深度治理工程', '燃气锅炉低氮改造工程'],
  '03-2': ['涂装行业VOCs综合治理工程', '工业园区活性炭集中再生中心'],
  '03-3': ['规模养殖场氨排放控制工程', '农田氨减排示范工程'],
  '03-4': ['国三柴油货车淘汰更新项目', '非道路移动机械清洁化项目'],
  '04-1': ['饮用水水源地规范化建设工程', '水源保护区环境整治工程'],
  '04-2': ['先进制造业开发区污水处理厂提标改造工程', '产业集聚区污水处理厂二期工程'],
  '04-3': ['入河排污口规范化整治工程', '雨污混接排口整治工程'],
  '04-4': ['河道水生态保护修复工程', '河湖缓冲带建设工程'],
  '04-5': ['再生水利用工程', '污水资源化利用试点工程'],
  '05-2': ['土壤环境状况深入调查项目', '典型行业企业用地调查项目'],
  '05-3': ['受污染耕地安全利用工程', '耕地土壤酸化治理工程'],
  '05-4': ['化工遗留地块土壤修复工程', '焦化厂地块风险管控工程'],
  '06-1': ['农村生活污水治理工程', '乡镇污水处理设施提升工程'],
  '06-3': ['畜禽粪污资源化利用工程', '秸秆综合利用项目', '化肥农药减量增效项目'],
  '07-1': ['山水林田湖草沙一体化保护修复工程', '历史遗留矿山生态修复工程'],
  '07-2': ['湿地生物多样性保护工程', '候鸟栖息地恢复工程'],
  '07-3': ['国土绿化造林工程', '沿黄生态廊道建设工程'],
  '08-1': ['林业碳汇造林项目', '森林经营碳汇项目'],
  '08-2': ['优质林果产业集群项目', '林下经济示范基地项目'],
  '08-3': ['节能环保装备产业园项目', '环保装备智能制造项目'],
  '08-4': ['城镇污水管网补短板工程', '生活垃圾焚烧发电项目'],
  '09-1': ['环境应急物资储备库建设工程', '流域突发水污染应急池工程'],
  '09-2': ['尾矿库污染防治工程', '尾矿库闭库治理工程'],
  '09-3': ['危险废物集中处置设施项目', '危险废物收集转运中心'],
  '09-4': ['医疗废物集中处置扩能工程', '医疗废物收集转运体系项目'],
  '09-5': ['工业固废综合利用项目', '大宗固废资源化基地项目'],
  '09-6': ['辐射环境监测能力建设项目', '核与辐射应急能力建设项目'],
  '10-1': ['生态环境综合执法能力建设项目', '移动执法装备标准化项目'],
  '10-2': ['空气质量自动监测站网项目', '水环境智慧感知平台项目'],
  '10-3': ['生态环境科技创新平台项目', '黄河流域联合研究中心'],
  '10-4': ['生态环境宣传教育基地项目', '环保设施公众开放提升项目'],
};

const PHASES = ['', '（一期）', '（二期）', '（三期）', '（扩建）', '（续建）'];

/** `巩义市先进制造业开发区污水处理厂提标改造工程（二期）`; a turn gives the next name of the same work and place. */
export function nameFor(place: string, work: string, turn: number): string {
  const titles = TITLES[work] ?? ['环境治理工程'];
  const phase = PHASES[Math.floor(turn / titles.length) % PHASES.length]!;
  const round = Math.floor(turn / (titles.length * PHASES.length));
  return `${place}${titles[turn % titles.length]}${phase}${round > 0 ? `第${round + 1}批` : ''}`;
}

/** A value that the field's schema accepts, in the lower part of its range. */
export function valueOf(field: FieldSchema, day: string): unknown {
  if (field.enum) return field.enum[0];
  if (field.type === 'array') return [valueOf(field.items!, day)];
  if (field.type === 'boolean') return true;
  if (field.type === 'integer') return between(field, 1);
  if (field.type === 'number') return between(field, 0.5);
  if (field.format === 'date') return day;
  if (field.pattern?.startsWith('^[A-T]')) return 'D4620';
  if (field.pattern?.startsWith('^[0-9A-Z]{18}')) return '91410181MA40ABCD1X001V';
  return '按可行性研究报告'.padEnd(field.minLength ?? 1, '。').slice(0, field.maxLength ?? 200);
}

function between(field: FieldSchema, least: number): number {
  const [minimum, maximum] = [field.minimum ?? 0, field.maximum ?? 1000];
  return Math.min(maximum, Math.max(minimum, least));
}

/** The smallest file that is a PDF by content; every document of the demo is one of these. */
export const pdf = (title: string): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n` +
      `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% ${title}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
