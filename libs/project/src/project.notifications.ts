import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  APPROVAL_COPIED,
  STEP_OPENED,
  STEP_URGED,
  approvalCorrectionDue,
  approvalStepDue,
  type ApprovalCopied,
  type StepOpened,
  type StepUrged,
} from '#libs/approval';
import type { Role } from '#libs/kernel';
import { Organisations } from '#libs/identity';
import { Outbox, type OutboxEvent, type Tx } from '#libs/platform';
import { DueSources, Inbox } from '#libs/reminder';
import { REQUEST_ANSWERED, type ProjectMoved, type RequestAnswered } from './project.events.js';
import { correctionTermDue, reserveExpiryDue } from './project.due.js';
import type { ProjectAction } from './project.lifecycle.js';
import { Projects } from './project.service.js';

interface Text {
  zh: string;
  en: string;
}

const MOVED: Partial<Record<ProjectAction, { topic: string } & Text>> = {
  return: { topic: 'project.returned', zh: '退回补正：{name}', en: 'Returned for correction: {name}' },
  reject: { topic: 'project.rejected', zh: '未通过：{name}', en: 'Rejected: {name}' },
  approve: { topic: 'project.approved', zh: '已入库：{name}', en: 'In the library: {name}' },
  start: { topic: 'project.started', zh: '已开工：{name}', en: 'Started: {name}' },
  lapse: { topic: 'project.lapsed', zh: '逾期未补正，已撤销：{name}', en: 'Lapsed: {name}' },
  expire: { topic: 'project.expired', zh: '入库到期：{name}', en: 'Library entry expired: {name}' },
  suspend: { topic: 'project.suspended', zh: '已暂停：{name}', en: 'Suspended: {name}' },
  resume: { topic: 'project.resumed', zh: '已恢复：{name}', en: 'Resumed: {name}' },
  terminate: { topic: 'project.terminated', zh: '已终止：{name}', en: 'Terminated: {name}' },
};

const OUTCOMES: Readonly<Record<RequestAnswered['outcome'], Text>> = {
  approved: { zh: '申请已批准：{name}', en: 'Request approved: {name}' },
  returned: { zh: '申请已退回：{name}', en: 'Request returned: {name}' },
  rejected: { zh: '申请未批准：{name}', en: 'Request rejected: {name}' },
};

const DESKS = `select a.project_id as "projectId", a.title, s.title as "stepTitle", s.due_on as "dueOn",
    t.organisation_id as "organisationId", d.department_kind = 'finance' as "isFinance"
  from approval_task t join approval_step s on s.id = t.step_id join approval a on a.id = s.approval_id
    join organisation d on d.id = t.organisation_id
  where s.id = $1`;

const COPIED = `select title, project_id as "projectId" from approval where id = $1`;
const STAFF: readonly Role[] = ['owner', 'reviewer', 'approver', 'finance_officer', 'finance_approver'];

interface Desk {
  projectId: string | null;
  title: string;
  stepTitle: string;
  dueOn: string | null;
  organisationId: string;
  isFinance: boolean;
}

/** Who hears what. Each handler commits with the delivery of its event, and a message is unique per person and event. */
@Injectable()
export class ProjectNotifications implements OnModuleInit {
  constructor(
    private readonly outbox: Outbox,
    private readonly inbox: Inbox,
    private readonly organisations: Organisations,
    private readonly projects: Projects,
    private readonly sources: DueSources,
  ) {}

  onModuleInit(): void {
    this.sources.register(approvalStepDue);
    this.sources.register(approvalCorrectionDue);
    this.sources.register(correctionTermDue);
    this.sources.register(reserveExpiryDue);
    this.outbox.register({
      topic: STEP_OPENED,
      queue: 'notices',
      handle: (tx, event: OutboxEvent<StepOpened>) => this.toDesks(tx, event),
    });
    this.outbox.register({
      topic: STEP_URGED,
      queue: 'notices',
      handle: (tx, event: OutboxEvent<StepUrged>) => this.toDesks(tx, event),
    });
    this.outbox.register({
      topic: APPROVAL_COPIED,
      queue: 'notices',
      handle: (tx, event: OutboxEvent<ApprovalCopied>) => this.toCopied(tx, event),
    });
    for (const text of Object.values(MOVED)) {
      this.outbox.register({
        topic: text.topic,
        queue: 'notices',
        handle: (tx, event: OutboxEvent<ProjectMoved>) => this.toOwner(tx, event, text),
      });
    }
    this.outbox.register({
      topic: REQUEST_ANSWERED,
      queue: 'notices',
      handle: (tx, event: OutboxEvent<RequestAnswered>) => this.toFiler(tx, event),
    });
  }

  /** To everybody who can act at the open desks: it has come, or somebody waits for it. */
  private async toDesks(tx: Tx, { payload, topic }: OutboxEvent<StepOpened | StepUrged>): Promise<void> {
    const { approvalId, stepId } = payload;
    const urged = 'urgeId' in payload ? payload : null;
    for (const desk of await tx.query<Desk>(DESKS, [stepId])) {
      const roles = desk.isFinance
        ? (['finance_officer', 'finance_approver'] as const)
        : (['reviewer', 'approver'] as const);
      const people = await this.organisations.peopleOf(tx, desk.organisationId, roles);
      const zh = desk.dueOn ? `${desk.stepTitle}，请于 ${desk.dueOn} 前办理` : desk.stepTitle;
      const en = desk.dueOn ? `${desk.stepTitle}, due ${desk.dueOn}` : desk.stepTitle;
      await this.inbox.postIn(tx, {
        personIds: people.map((person) => person.id),
        kind: 'approval',
        titleZh: `${urged ? '催办' : '待办'}：${desk.title}`,
        titleEn: `${urged ? 'Urged' : 'To decide'}: ${desk.title}`,
        bodyZh: urged?.note ? `${urged.note}（${zh}）` : zh,
        bodyEn: urged?.note ? `${urged.note} (${en})` : en,
        projectId: desk.projectId,
        subject: { type: 'approval', id: approvalId },
        dedupeKey: `${topic}:${urged?.urgeId ?? stepId}`,
      });
    }
  }

  private async toCopied(tx: Tx, { id, topic, payload }: OutboxEvent<ApprovalCopied>): Promise<void> {
    const { approvalId, organisationIds, note } = payload;
    const approval = await tx.one<{ title: string; projectId: string | null }>(COPIED, [approvalId]);
    const staff = await Promise.all(organisationIds.map((one) => this.organisations.peopleOf(tx, one, STAFF)));
    await this.inbox.postIn(tx, {
      personIds: staff.flat().map((person) => person.id),
      kind: 'approval',
      titleZh: `抄送：${approval!.title}`,
      titleEn: `Copied to you: ${approval!.title}`,
      bodyZh: note ?? '',
      bodyEn: note ?? '',
      projectId: approval!.projectId,
      subject: { type: 'approval', id: approvalId },
      dedupeKey: `${topic}:${id}`,
    });
  }

  private async toOwner(tx: Tx, event: OutboxEvent<ProjectMoved>, text: Text): Promise<void> {
    const { projectId, reason } = event.payload;
    const project = await this.projects.getIn(tx, projectId);
    const people = await this.organisations.peopleOf(tx, project.ownerOrganisationId, ['owner']);
    const personIds = people.map((person) => person.id);
    await this.post(tx, event, { personIds, kind: 'project', text, name: project.name, projectId, reason });
  }

  private async toFiler(tx: Tx, event: OutboxEvent<RequestAnswered>): Promise<void> {
    const { projectId, outcome, opinion, filedBy } = event.payload;
    const { name } = await this.projects.getIn(tx, projectId);
    const what = { personIds: [filedBy], kind: 'request', text: OUTCOMES[outcome], name, projectId, reason: opinion };
    await this.post(tx, event, what);
  }

  private post(
    tx: Tx,
    event: { id: string; topic: string },
    what: { personIds: string[]; kind: string; text: Text; name: string; projectId: string; reason: string | null },
  ): Promise<void> {
    const { personIds, kind, text, name, projectId, reason } = what;
    return this.inbox.postIn(tx, {
      personIds,
      kind,
      titleZh: text.zh.replace('{name}', name),
      titleEn: text.en.replace('{name}', name),
      bodyZh: reason ?? '',
      bodyEn: reason ?? '',
      projectId,
      subject: { type: 'project', id: projectId },
      dedupeKey: `${event.topic}:${event.id}`,
    });
  }
}
