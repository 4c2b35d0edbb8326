import { randomInt } from 'node:crypto';
import { addDays, daysBetween, formatYuan, parseYuan, type CalendarDate } from '#libs/kernel';
import { Client, Surprise, type Problem } from './client.js';
import type { ProjectView } from './answers.js';

/** Where the system stands in time, and how to get it further. */
export interface JourneyClock {
  today(): Promise<CalendarDate>;
  advance(days: number): Promise<unknown>;
}

export interface JourneyOptions {
  url: string;
  password: string;
  clock: (client: Client) => JourneyClock;
  print(line: string): void;
}

/** What all chapters share: the people, the clock, the telling, and the insisting. */
export class Journey {
  readonly client: Client;
  readonly clock: JourneyClock;
  /** Makes names and codes of this run its own, so that the story can be told again on the same database. */
  readonly run = String(randomInt(1_000_000)).padStart(6, '0');
  private steps = 0;
  checks = 0;

  constructor(private readonly options: JourneyOptions) {
    this.client = new Client(options.url, options.password, (line) => this.note(line));
    this.clock = options.clock(this.client);
  }

  story(title: string): void {
    this.options.print(`\n${'═'.repeat(100)}\n${title}\n${'═'.repeat(100)}`);
  }

  chapter(title: string): void {
    this.steps += 1;
    this.options.print(`\n${this.steps}. ${title}`);
  }

  say(line: string): void {
    this.options.print(`   ${line}`);
  }

  note(line: string): void {
    this.options.print(`     ${line}`);
  }

  /** `李敏 (巩义市生态环境局, approver)` */
  async name(username: string): Promise<string> {
    const { name, organisation, roles } = await this.client.person(username);
    return `${name} (${organisation}, ${roles.join(', ')})`;
  }

  async does(username: string, what: string): Promise<void> {
    this.say(`${await this.name(username)} ${what}`);
  }

  /** @throws Surprise naming what, what was expected and what came */
  same(what: string, actual: unknown, expected: unknown): void {
    this.checks += 1;
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) throw new Surprise(`${what}: expected ${should}, the system says ${is}`);
  }

  holds(what: string, truth: boolean): void {
    this.checks += 1;
    if (!truth) throw new Surprise(`${what}: the system says otherwise`);
  }

  /** A wrong step: shows the answer, and insists on its code. */
  async wrong(
    username: string,
    what: string,
    path: string,
    body: object,
    expected: [number, string],
  ): Promise<Problem> {
    const problem = await this.client.refused(username, path, body);
    this.say(`✗ ${await this.name(username)} ${what}`);
    this.note(`refused: ${problem.status} ${problem.code} – ${problem.detail ?? problem.title}`);
    this.same(`the refusal of POST ${path}`, [problem.status, problem.code], expected);
    return problem;
  }

  project(who: string, id: string): Promise<ProjectView> {
    return this.client.get<ProjectView>(who, `/projects/${id}`);
  }

  /** The state that a project must be in now. */
  async inState(who: string, id: string, status: string): Promise<ProjectView> {
    const project = await this.project(who, id);
    this.same(`the state of ${project.name}`, project.status, status);
    this.say(`→ the project is now: ${project.statusName}`);
    return project;
  }

  async wait(days: number, why: string): Promise<CalendarDate> {
    await this.clock.advance(days);
    this.client.forgetSessions();
    const today = await this.clock.today();
    this.say(`… ${days} days pass (${why}): it is now ${today}. Everybody has to log in again.`);
    return today;
  }

  async waitUntil(day: CalendarDate, why: string): Promise<CalendarDate> {
    return this.wait(daysBetween(await this.clock.today(), day), why);
  }
}

/** The fifth of the month after a day: the report of the month gone by is not due yet. */
export const fifthOfNextMonth = (day: CalendarDate): CalendarDate =>
  `${addDays(`${day.slice(0, 7)}-28`, 5).slice(0, 7)}-05`;

/** `+1` and `-1` of decimal yuan, exact. */
export const plus = (...amounts: string[]): string =>
  formatYuan(amounts.reduce((sum, amount) => sum + parseYuan(amount), 0n));
export const minus = (whole: string, ...parts: string[]): string =>
  formatYuan(parseYuan(whole) - parseYuan(plus(...parts)));
