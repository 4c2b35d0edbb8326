/** A window of one minute per address. Kept in memory: each api process has its own, which is enough against a flood. */
export class RateLimit {
  private windowStart = 0;
  private counts = new Map<string, number>();

  constructor(private readonly perMinute: number) {}

  /** Seconds to wait, or 0. `now` is a monotonic time in milliseconds. */
  hit(address: string, now: number): number {
    // All counts are dropped together: the map never outlives a minute, so it needs no eviction of its own.
    if (now - this.windowStart >= 60_000) {
      this.windowStart = now;
      this.counts.clear();
    }
    const count = (this.counts.get(address) ?? 0) + 1;
    this.counts.set(address, count);
    return count > this.perMinute ? Math.max(1, Math.ceil((this.windowStart + 60_000 - now) / 1000)) : 0;
  }
}
