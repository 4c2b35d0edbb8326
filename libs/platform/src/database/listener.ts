import { Injectable, Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf } from './pool.js';

const RECONNECT_MS = 2000;

/**
 * LISTEN on a connection of its own, so that the pool keeps its size. Reconnects by itself; what is notified meanwhile is lost,
 * so whoever listens also polls.
 */
@Injectable()
export class Listener {
  private readonly log = new Logger(Listener.name);
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly dataSource: DataSource) {}

  async listen(channel: string, heard: () => void): Promise<void> {
    if (this.stopped) return;
    const { options } = poolOf(this.dataSource) as unknown as { options: ClientConfig };
    const client = new Client(options);
    client.on('error', () => undefined); // 'end' follows, and that is what counts.
    client.once('end', () => this.later(channel, heard));
    client.on('notification', heard);
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      heard(); // For what was notified while nobody listened.
    } catch (error) {
      this.log.warn({ msg: 'cannot listen yet', error: error instanceof Error ? error.message : 'unknown' });
      this.later(channel, heard);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private later(channel: string, heard: () => void): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.listen(channel, heard), RECONNECT_MS);
    this.timer.unref();
  }
}
