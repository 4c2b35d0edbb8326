import { Injectable } from '@nestjs/common';
import { firstDenial, type Verdict } from '#libs/kernel';
import type { Reader, Tx } from '#libs/platform';
import type { ChangeKind } from './change.lifecycle.js';
import type { ProjectAction } from './project.lifecycle.js';
import type { ProjectRow } from './project.row.js';

/** A guard of §3 that a higher lib knows (milestone, funding, acceptance). It only reads and has no order. */
export interface ProjectCondition {
  name: string;
  check(r: Reader | Tx, project: ProjectRow): Promise<Verdict>;
}

abstract class Conditions {
  private readonly conditions = new Map<string, ProjectCondition>();

  register(condition: ProjectCondition): void {
    if (this.conditions.has(condition.name)) throw new Error(`condition ${condition.name} is registered twice`);
    this.conditions.set(condition.name, condition);
  }

  /** The first refusal by name, so that the answer does not depend on who registered first. */
  async verdictIn(r: Reader | Tx, project: ProjectRow): Promise<Verdict> {
    const verdicts: Verdict[] = [];
    for (const name of [...this.conditions.keys()].sort()) {
      verdicts.push(await this.conditions.get(name)!.check(r, project));
    }
    return firstDenial(...verdicts);
  }
}

/** Baseline approved; funds allocated or self-funding proven (政府投资条例: no start without conditions). */
@Injectable()
export class StartConditions extends Conditions {}
/** Every milestone approved; outputs reported; rectification items closed. */
@Injectable()
export class AcceptanceConditions extends Conditions {}
/** Every checklist item answered, public notice over. */
@Injectable()
export class PassConditions extends Conditions {}
/** No money paid. */
@Injectable()
export class WithdrawConditions extends Conditions {}
/** Final accounts approved, balance returned, outputs confirmed, evaluation filed. */
@Injectable()
export class CloseConditions extends Conditions {}

/** The conditions of each action that has any. */
@Injectable()
export class ActionConditions {
  private readonly table: Partial<Record<ProjectAction, Conditions>>;

  constructor(
    start: StartConditions,
    acceptance: AcceptanceConditions,
    pass: PassConditions,
    withdraw: WithdrawConditions,
    close: CloseConditions,
  ) {
    this.table = { start, apply_acceptance: acceptance, pass, withdraw, close };
  }

  of(action: ProjectAction): Pick<Conditions, 'verdictIn'> | undefined {
    return this.table[action];
  }
}

export interface ExpiryExemption {
  name: string;
  /** SQL condition about `p` (project) that keeps an entry from expiring, e.g. `exists (select 1 from … where project_id = p.id)`. */
  sql: string;
}

/** What keeps a library entry alive past its term: money (财资环〔2021〕91号). Set-based, because the sweep is. */
@Injectable()
export class ExpiryExemptions {
  private readonly exemptions = new Map<string, ExpiryExemption>();

  register(exemption: ExpiryExemption): void {
    this.exemptions.set(exemption.name, exemption);
  }

  sql(): string {
    return [...this.exemptions.values()].map((e) => ` and not (${e.sql})`).join('');
  }
}

export interface ChangeRow {
  id: string;
  projectId: string;
  kind: ChangeKind;
  reason: string;
  payload: Record<string, unknown>;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** A kind of change whose content another lib knows. `terminate`, `suspend` and `resume` are handled here. */
export interface ChangeHandler {
  kind: ChangeKind;
  /** Refuses a bad payload by throwing, and tells what would change (shown as the diff). */
  validate(
    tx: Tx,
    project: ProjectRow,
    payload: Record<string, unknown>,
  ): Promise<{ before: Record<string, unknown>; after: Record<string, unknown> }>;
  /** Runs in the transaction of the last approval. */
  apply(tx: Tx, project: ProjectRow, change: ChangeRow): Promise<void>;
}

@Injectable()
export class ChangeHandlers {
  private readonly handlers = new Map<string, ChangeHandler>();

  register(handler: ChangeHandler): void {
    if (this.handlers.has(handler.kind)) throw new Error(`change kind ${handler.kind} is registered twice`);
    this.handlers.set(handler.kind, handler);
  }

  of(kind: string): ChangeHandler | undefined {
    return this.handlers.get(kind);
  }
}

/** Called in the transaction that terminates a project, e.g. to put unspent money on the recovery list (§3). */
export interface TerminationHandler {
  name: string;
  terminated(tx: Tx, project: ProjectRow, change: ChangeRow): Promise<void>;
}

@Injectable()
export class TerminationHandlers {
  private readonly handlers: TerminationHandler[] = [];

  register(handler: TerminationHandler): void {
    this.handlers.push(handler);
  }

  async runIn(tx: Tx, project: ProjectRow, change: ChangeRow): Promise<void> {
    for (const handler of this.handlers) await handler.terminated(tx, project, change);
  }
}

/** Binds a value and returns its placeholder. */
export type Bind = (value: unknown) => string;

/**
 * What a higher lib adds to the list and the detail of projects without being known here: a column and a filter, as SQL
 * about `p` (project). Milestone adds `light`, which is derived from `r.today` and stored nowhere.
 */
export interface ProjectListExtension {
  filter: string;
  select?(bind: Bind, r: Reader): string;
  where?(value: string, bind: Bind, r: Reader): string;
}

@Injectable()
export class ProjectListExtensions {
  private readonly extensions = new Map<string, ProjectListExtension>();

  register(extension: ProjectListExtension): void {
    if (!/^[a-z][A-Za-z]*$/.test(extension.filter)) throw new Error('the name must be a plain identifier');
    this.extensions.set(extension.filter, extension);
  }

  of(filter: string): ProjectListExtension | undefined {
    return this.extensions.get(filter);
  }

  /** `, (…) as "light"` for each extension that shows something. */
  select(bind: Bind, r: Reader): string {
    return [...this.extensions.values()]
      .map((e) => (e.select ? `, (${e.select(bind, r)}) as "${e.filter}"` : ''))
      .join('');
  }
}

export interface ActionInput {
  /** If the caller sent If-Match. */
  version?: number;
  reason?: string | null;
  acknowledgeDuplicates?: boolean;
  body?: Record<string, unknown>;
}

/** An action of §3 that a higher lib carries out (acceptance: `apply_acceptance`, `close`), so that one URL serves all. */
export interface ActionHandler {
  action: ProjectAction;
  run(tx: Tx, project: ProjectRow, input: ActionInput): Promise<void>;
}

@Injectable()
export class ActionHandlers {
  private readonly handlers = new Map<ProjectAction, ActionHandler>();

  register(handler: ActionHandler): void {
    if (this.handlers.has(handler.action)) throw new Error(`action ${handler.action} is registered twice`);
    this.handlers.set(handler.action, handler);
  }

  of(action: ProjectAction): ActionHandler | undefined {
    return this.handlers.get(action);
  }
}
