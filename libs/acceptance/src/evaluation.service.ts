import { Injectable } from '@nestjs/common';
import { newId, type Actor, type Bilingual } from '#libs/kernel';
import { Database, violates, type Reader, type Tx } from '#libs/platform';
import { Projects, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { evaluationStanding, insist, mayAs, standingsOf } from './acceptance.permissions.js';
import { AcceptancePolicies } from './acceptance.policy.js';
import {
  checkScores,
  gradeOf,
  GRADES,
  LEVELS,
  nextLevel,
  totalOf,
  type EvaluationLevel,
  type Grade,
  type Scores,
} from './acceptance.rules.js';
import * as sql from './closing.queries.js';
import { requireCompleted } from './final-accounts.service.js';

export interface EvaluationRow extends Scores {
  id: string;
  level: EvaluationLevel;
  total: number;
  grade: Grade;
  comment: string;
  organisationId: string;
  organisationName: string;
  filedBy: string;
  filedByName: string;
  filedAt: Date;
}

export interface EvaluationsView {
  items: EvaluationRow[];
  /** Whose turn it is; null once all three are filed. */
  next: EvaluationLevel | null;
  /** The score that counts: finance's, the last of the three. */
  result: { total: number; grade: Grade; label: Bilingual } | null;
}

const WHO: Readonly<Record<EvaluationLevel, Bilingual>> = {
  self: { zh: '项目单位', en: 'the owner' },
  department: { zh: '牵头部门', en: 'the lead department' },
  finance: { zh: '财政部门', en: 'finance' },
};

/** Evaluation (§8): self → department → finance, by three different people. */
@Injectable()
export class Evaluations {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly policies: AcceptancePolicies,
  ) {}

  list(actor: Actor, projectId: string): Promise<EvaluationsView> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return this.viewIn(r, projectId);
    });
  }

  /** The level is the caller's own standing. @throws EVALUATION_NOT_YOUR_TURN, EVALUATION_SAME_PERSON, EVALUATION_INVALID */
  file(actor: Actor, projectId: string, input: Scores & { comment: string }): Promise<EvaluationsView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      const filed = await tx.query<EvaluationRow>(sql.listEvaluations, [projectId]);
      const level = this.turnOf(actor, project, filed);
      if (filed.some((row) => row.filedBy === actor.personId)) throw AcceptanceErrors.EVALUATION_SAME_PERSON();
      const { comment, output, benefit, management, satisfaction } = input;
      const scores: Scores = { output, benefit, management, satisfaction };
      const errors = checkScores(scores);
      if (errors.length > 0) throw AcceptanceErrors.EVALUATION_INVALID({}, errors);
      const total = totalOf(scores);
      const grade = gradeOf(total, await this.policies.valueIn(tx, 'evaluation.grades'));
      const values = [level, output, benefit, management, satisfaction, total, grade, comment];
      await tx
        .query(sql.insertEvaluation, [newId(), projectId, ...values, actor.organisationId, actor.personId, tx.now])
        .catch((error: unknown) => {
          if (violates(error, 'uq_evaluation_person')) throw AcceptanceErrors.EVALUATION_SAME_PERSON();
          throw error;
        });
      const after = { level, scores, total, grade, comment };
      await tx.audit({ subjectType: 'project', subjectId: projectId, projectId, action: 'evaluate', after });
      await tx.emit(AcceptanceEvent.evaluationFiled, { projectId, level, total, grade });
      return this.viewIn(tx, projectId);
    });
  }

  private turnOf(actor: Actor, project: ProjectRow, filed: readonly EvaluationRow[]): EvaluationLevel {
    const standings = standingsOf(actor, project);
    insist(mayAs(standings, ...LEVELS.map((level) => evaluationStanding[level])));
    requireCompleted(project);
    const turn = nextLevel(filed.map((row) => row.level));
    if (!turn) throw AcceptanceErrors.EVALUATION_DONE();
    if (!standings.has(evaluationStanding[turn])) {
      throw AcceptanceErrors.EVALUATION_NOT_YOUR_TURN({ who: WHO[turn].en, whoZh: WHO[turn].zh });
    }
    return turn;
  }

  private async viewIn(r: Reader | Tx, projectId: string): Promise<EvaluationsView> {
    const items = await r.query<EvaluationRow>(sql.listEvaluations, [projectId]);
    const last = items.find((row) => row.level === 'finance');
    const result = last ? { total: last.total, grade: last.grade, label: GRADES[last.grade] } : null;
    return { items, next: nextLevel(items.map((row) => row.level)) ?? null, result };
  }
}
