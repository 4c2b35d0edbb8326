import { CronTime } from 'cron';

const ZONE = 'Asia/Shanghai';
/** A timer may fire a little early. */
const EARLY_MS = 1000;

/** The first instant after `last` at which the schedule is due, in Asia/Shanghai. */
export const dueAfter = (cron: string, last: Date): Date =>
  new CronTime(cron, ZONE).getNextDateFrom(last, ZONE).toJSDate();

/**
 * The tick to be recorded when the schedule runs at `asOf`, or undefined when the one due by then has run. However many ticks
 * were missed (process down, Redis gone), they are one run: what a schedule does catches up by itself.
 */
export function tickDue(cron: string, last: Date, asOf: Date): Date | undefined {
  const due = dueAfter(cron, last);
  if (due.getTime() > asOf.getTime() + EARLY_MS) return undefined;
  return due > asOf ? due : asOf;
}
