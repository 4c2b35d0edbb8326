import { Injectable } from '@nestjs/common';
import type { Bilingual, DepartmentKind, Role } from '#libs/kernel';
import { Organisations } from '#libs/identity';
import type { Tx } from '#libs/platform';
import type { ProjectRow } from '#libs/project';
import { Inbox } from '#libs/reminder';

export interface Notice {
  /** What is told; the project's name is put before it. */
  text: Bilingual;
  subject: { type: string; id: string };
  /** Once per subject and cause. */
  cause: string;
}

/** Who must act next hears of it in the transaction that makes it so. */
@Injectable()
export class AcceptanceNotices {
  constructor(
    private readonly inbox: Inbox,
    private readonly organisations: Organisations,
  ) {}

  async toPeopleIn(tx: Tx, project: ProjectRow, personIds: readonly string[], notice: Notice): Promise<void> {
    const { type, id } = notice.subject;
    await this.inbox.postIn(tx, {
      personIds: personIds.filter((personId) => personId !== tx.actor.personId),
      kind: type,
      titleZh: `${project.name}：${notice.text.zh}`,
      titleEn: `${project.name}: ${notice.text.en}`,
      projectId: project.id,
      subject: notice.subject,
      dedupeKey: `${type}:${id}:${notice.cause}`,
    });
  }

  toOwnerIn(tx: Tx, project: ProjectRow, notice: Notice): Promise<void> {
    return this.toOrganisationIn(tx, project, project.ownerOrganisationId, ['owner'], notice);
  }

  toLeadIn(tx: Tx, project: ProjectRow, roles: readonly Role[], notice: Notice): Promise<void> {
    return this.toDepartmentIn(tx, project, project.leadKind, roles, notice);
  }

  toFinanceIn(tx: Tx, project: ProjectRow, notice: Notice): Promise<void> {
    return this.toDepartmentIn(tx, project, 'finance', ['finance_approver'], notice);
  }

  private async toDepartmentIn(
    tx: Tx,
    project: ProjectRow,
    kind: DepartmentKind,
    roles: readonly Role[],
    notice: Notice,
  ): Promise<void> {
    const department = await this.organisations.department(tx, kind, project.regionCode);
    if (department) await this.toOrganisationIn(tx, project, department.id, roles, notice);
  }

  private async toOrganisationIn(
    tx: Tx,
    project: ProjectRow,
    organisationId: string,
    roles: readonly Role[],
    notice: Notice,
  ): Promise<void> {
    const people = await this.organisations.peopleOf(tx, organisationId, roles);
    await this.toPeopleIn(
      tx,
      project,
      people.map((person) => person.id),
      notice,
    );
  }
}
