import { DEPARTMENT_KINDS, SYSTEM_ACTOR, type Actor, type DepartmentKind, type Role, type Tier } from '#libs/kernel';
import { Organisations, People, Regions, type Organisation, type Region } from '#libs/identity';
import { Database, type Tx } from '#libs/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { Dice } from './random.js';

/** Counties and districts with departments of their own; the 18 plan units and the province have all kinds, too. */
const COUNTIES = [
  '410181', // 巩义
  '410225', // 兰考
  '411381', // 邓州
  '411326', // 淅川
  '410105', // 金水区
  '410103', // 二七区
  '410303', // 西工区
  '410702', // 红旗区
  '410482', // 汝州
  '410783', // 长垣
  '410526', // 滑县
  '411481', // 永城
  '411525', // 固始
  '411628', // 鹿邑
  '411729', // 新蔡
];

const KIND_NAMES: Record<DepartmentKind, string> = {
  ecology: '生态环境局',
  finance: '财政局',
  development_reform: '发展和改革委员会',
  industry: '工业和信息化局',
  housing: '住房和城乡建设局',
  transport: '交通运输局',
  water: '水利局',
  agriculture: '农业农村局',
  forestry: '林业局',
  natural_resources: '自然资源和规划局',
  emergency: '应急管理局',
  health: '卫生健康委员会',
  culture_tourism: '文化和旅游局',
  commerce: '商务局',
  science: '科学技术局',
};

const OWNERS = ['生态环境投资有限公司', '水务集团有限公司', '农业农村发展服务中心'];
const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
];
const GIVEN = [
  '建国',
  '秀英',
  '伟',
  '芳',
  '海涛',
  '静',
  '志强',
  '丽华',
  '明远',
  '晓燕',
  '国庆',
  '玉梅',
  '俊杰',
  '红霞',
  '永刚',
  '雪',
  '振华',
  '慧敏',
  '春生',
  '桂兰',
];

export interface Place {
  region: Region;
  /** `gongyi`: the part of a login that says where. */
  slug: string;
}

export interface Staff {
  actor: Actor;
  username: string;
}

/** Everybody of the demo province, by organisation. */
export class Directory {
  readonly departments = new Map<string, Organisation>();
  readonly owners = new Map<string, Organisation[]>();
  private readonly staff = new Map<string, Staff[]>();
  readonly byPerson = new Map<string, Staff>();

  add(
    organisation: Organisation,
    person: { id: string; name: string; username: string },
    roles: readonly Role[],
  ): void {
    const member = { actor: actorOf(organisation, person, roles), username: person.username };
    this.staff.set(organisation.id, [...(this.staff.get(organisation.id) ?? []), member]);
    this.byPerson.set(person.id, member);
  }

  /** Somebody of an organisation with a role, other than those named. */
  who(organisationId: string, role: Role, except: readonly (string | null)[] = []): Actor {
    const member = (this.staff.get(organisationId) ?? []).find(
      ({ actor }) => actor.roles.includes(role) && !except.includes(actor.personId),
    );
    if (!member) throw new Error(`nobody is ${role} in ${organisationId}`);
    return member.actor;
  }

  department(kind: DepartmentKind, regionCode: string): Organisation {
    return this.departments.get(`${kind} ${regionCode}`)!;
  }
}

function actorOf(organisation: Organisation, person: { id: string; name: string }, roles: readonly Role[]): Actor {
  const owner = organisation.kind === 'owner';
  return {
    personId: person.id,
    personName: person.name,
    organisationId: organisation.id,
    organisationName: organisation.nameZh,
    departmentKind: organisation.departmentKind,
    tier: organisation.tier,
    regionCode: organisation.regionCode,
    roles,
    scope: owner
      ? { kind: 'owner', code: organisation.id }
      : { kind: organisation.tier, code: organisation.regionCode },
    requestId: 'demo',
  };
}

/** What each department has. Finance has two officers, because who files an allocation does not propose it. */
function posts(kind: DepartmentKind, tier: Tier): [name: string, role: Role][] {
  const list: [string, Role][] = [
    ['reviewer', 'reviewer'],
    ['approver', 'approver'],
  ];
  if (kind === 'finance') {
    list.push(['finance_officer', 'finance_officer'], ['finance_officer2', 'finance_officer']);
    list.push(['finance_approver', 'finance_approver']);
  }
  if (kind === 'ecology') {
    list.push(['expert', 'expert'], ['expert2', 'expert'], ['expert3', 'expert'], ['supervisor', 'supervisor']);
    if (tier === 'province') {
      list.push(['expert4', 'expert'], ['expert5', 'expert'], ['auditor', 'auditor'], ['system_admin', 'system_admin']);
      list.push(['security_admin', 'security_admin'], ['audit_admin', 'audit_admin']);
    }
  }
  return list;
}

const slugOf = (region: Region): string =>
  region.nameEn
    .replace(/ (Province|City|County|District)$/, '')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

export function placesOf(regions: Regions): Place[] {
  const all = regions.all();
  const wanted = all.filter((r) => r.tier !== 'county' || r.tags.includes('planUnit') || COUNTIES.includes(r.code));
  return wanted.map((region) => ({ region, slug: slugOf(region) }));
}

/** Departments, owners and people, in one transaction. */
export async function settle(app: INestApplicationContext, dice: Dice, passwordHash: string): Promise<Directory> {
  const [database, organisations, people] = [app.get(Database), app.get(Organisations), app.get(People)];
  const directory = new Directory();
  const name = () => dice.pick(SURNAMES) + dice.pick(GIVEN);
  await database.run(SYSTEM_ACTOR, async (tx) => {
    const hire = async (tx: Tx, organisation: Organisation, post: string, role: Role) => {
      const username = `${organisation.code}.${post}`;
      const memberships = [{ organisationId: organisation.id, roles: [role] }];
      const person = await people.createIn(tx, { username, name: name(), memberships, passwordHash });
      directory.add(organisation, person, [role]);
    };
    for (const { region, slug } of placesOf(app.get(Regions))) {
      for (const kind of DEPARTMENT_KINDS) {
        const code = `${region.tier}.${kind}.${slug}`;
        const nameZh = `${region.nameZh}${KIND_NAMES[kind].replace('局', region.tier === 'province' && kind !== 'forestry' ? '厅' : '局')}`;
        const nameEn = `${region.nameEn} ${kind.replaceAll('_', ' ')}`;
        const department = {
          code,
          nameZh,
          nameEn,
          kind: 'department' as const,
          departmentKind: kind,
          regionCode: region.code,
        };
        const organisation = await organisations.createIn(tx, department);
        directory.departments.set(`${kind} ${region.code}`, organisation);
        for (const [post, role] of posts(kind, region.tier)) await hire(tx, organisation, post, role);
      }
      const owners: Organisation[] = [];
      for (const [index, suffix] of OWNERS.entries()) {
        const code = `owner.${slug}.${index + 1}`;
        const nameZh = `${region.nameZh}${suffix}`;
        const owner = {
          code,
          nameZh,
          nameEn: `${region.nameEn} owner ${index + 1}`,
          kind: 'owner' as const,
          regionCode: region.code,
        };
        const organisation = await organisations.createIn(tx, owner);
        owners.push(organisation);
        await hire(tx, organisation, 'filer', 'owner');
      }
      directory.owners.set(region.code, owners);
    }
  });
  return directory;
}
