import { Injectable } from '@nestjs/common';

/** One figure of a watch for Prometheus; a gauge with one label. */
export interface WatchFigure {
  name: string;
  help: string;
  label: string;
  values: ReadonlyMap<string, number>;
}

export interface WatchState {
  /** What is not well, by code; empty when all is. Read without a login, so it names no data. */
  unwell: { name: string; state: string; since: Date | null; code: string | null }[];
  figures: WatchFigure[];
}

/** Work that goes on behind the requests and reports how it is. */
export interface Watch {
  name: string;
  look(): Promise<WatchState>;
}

/** Declared by the libs whose work it is; read by /health/ready and /metrics. */
@Injectable()
export class Watches {
  private readonly watches = new Map<string, Watch>();

  register(watch: Watch): void {
    if (this.watches.has(watch.name)) throw new Error(`watch ${watch.name} is registered twice`);
    this.watches.set(watch.name, watch);
  }

  async look(): Promise<(WatchState & { name: string })[]> {
    return Promise.all(
      [...this.watches.values()].map(async (watch) => ({ name: watch.name, ...(await watch.look()) })),
    );
  }
}
