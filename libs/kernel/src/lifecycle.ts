import { KernelErrors } from './errors.js';
import type { Bilingual } from './text.js';

/** One state; `final` ones cannot be left. */
export interface StateSpec extends Bilingual {
  final?: true;
}

/**
 * One action. `to` is the next state, or the states between which the use case chooses (a recall that ends in one of two).
 * `by` names the roles that may ask for it, or `system` (a sweep) or `approval` (the outcome of an approval).
 */
export interface ActionSpec<S extends string> extends Bilingual {
  from: readonly S[];
  to: S | readonly S[];
  by: readonly string[];
}

export interface LifecycleSpec<S extends string, A extends string> {
  name: string;
  initial: S;
  states: Readonly<Record<S, StateSpec>>;
  actions: Readonly<Record<A, ActionSpec<S>>>;
}

/** A lifecycle as data, keyed by action: the API's `actions`, the diagram and the exhaustive tests all read it (ADR 0003). */
export class Lifecycle<S extends string, A extends string> {
  readonly name: string;
  readonly initial: S;
  readonly states: Readonly<Record<S, StateSpec>>;
  readonly actions: Readonly<Record<A, ActionSpec<S>>>;
  readonly stateNames: readonly S[];
  readonly actionNames: readonly A[];

  constructor(spec: LifecycleSpec<S, A>) {
    this.name = spec.name;
    this.initial = spec.initial;
    this.states = spec.states;
    this.actions = spec.actions;
    this.stateNames = Object.keys(spec.states) as S[];
    this.actionNames = Object.keys(spec.actions) as A[];
    this.prove();
  }

  can(state: S, action: A): boolean {
    return this.actions[action].from.includes(state);
  }

  /**
   * The state after an action. `choice` is needed only where the action has several targets.
   * @throws ACTION_NOT_AVAILABLE naming state and action; nothing has changed then
   */
  next(state: S, action: A, choice?: S): S {
    if (!this.can(state, action)) {
      const [from, what] = [this.states[state], this.actions[action]];
      throw KernelErrors.ACTION_NOT_AVAILABLE({ state, action, stateZh: from.zh, actionZh: what.zh });
    }
    const targets = targetsOf(this.actions[action]);
    if (choice !== undefined && targets.includes(choice)) return choice;
    if (targets.length > 1 || choice !== undefined) {
      throw new Error(`${this.name}.${action} leads to ${targets.join(' | ')}, not to ${String(choice)}`);
    }
    return targets[0]!;
  }

  actionsFrom(state: S): A[] {
    return this.actionNames.filter((action) => this.can(state, action));
  }

  isFinal(state: S): boolean {
    return this.states[state].final === true;
  }

  isState(text: string): text is S {
    return Object.hasOwn(this.states, text);
  }

  isAction(text: string): text is A {
    return Object.hasOwn(this.actions, text);
  }

  /** Runs once at import: a lifecycle with a dead end or an island does not start. */
  private prove(): void {
    const fail = (what: string): never => {
      throw new Error(`lifecycle ${this.name}: ${what}`);
    };
    for (const [name, action] of Object.entries<ActionSpec<S>>(this.actions)) {
      for (const state of [...action.from, ...targetsOf(action)]) {
        if (!this.isState(state)) fail(`action ${name} names the unknown state ${state}`);
      }
      for (const state of action.from) if (this.isFinal(state)) fail(`action ${name} leaves the final state ${state}`);
      if (action.by.length === 0) fail(`nobody may ${name}`);
    }
    const reached = new Set<S>([this.initial]);
    for (const state of reached) {
      for (const action of this.actionsFrom(state)) targetsOf(this.actions[action]).forEach((to) => reached.add(to));
    }
    for (const state of this.stateNames) {
      if (!reached.has(state)) fail(`state ${state} cannot be reached`);
      const leaves = this.actionsFrom(state).some((a) => targetsOf(this.actions[a]).some((to) => to !== state));
      if (!this.isFinal(state) && !leaves) fail(`state ${state} is not final and cannot be left`);
    }
  }
}

const targetsOf = <S extends string>(action: ActionSpec<S>): readonly S[] =>
  typeof action.to === 'string' ? [action.to] : action.to;

export const defineLifecycle = <S extends string, A extends string>(spec: LifecycleSpec<S, A>): Lifecycle<S, A> =>
  new Lifecycle(spec);

/** The lifecycle as a Mermaid state diagram, in one language. */
export function toMermaid<S extends string, A extends string>(
  lifecycle: Lifecycle<S, A>,
  language: 'zh' | 'en',
): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${lifecycle.initial}`];
  for (const name of lifecycle.stateNames) lines.push(`  ${name}: ${lifecycle.states[name][language]}`);
  for (const name of lifecycle.actionNames) {
    const action = lifecycle.actions[name];
    for (const from of action.from) {
      for (const to of targetsOf(action)) lines.push(`  ${from} --> ${to}: ${action[language]}`);
    }
  }
  for (const name of lifecycle.stateNames) if (lifecycle.isFinal(name)) lines.push(`  ${name} --> [*]`);
  return lines.join('\n');
}
