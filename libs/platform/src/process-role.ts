/** What this process does besides answering requests; given by the app that starts it. */
export interface ProcessRole {
  name: 'api' | 'worker' | 'tool';
  /** Relays the outbox, carries out jobs and runs schedules: the worker, and the api where there is no worker. */
  runsJobs: boolean;
}

export const PROCESS_ROLE = Symbol('PROCESS_ROLE');
