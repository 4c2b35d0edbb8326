import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Database, decodeCursor, pageOf, type Page, type Tx } from '#libs/platform';
import * as sql from './reminder.queries.js';

export interface NewMessage {
  personIds: readonly string[];
  /** What it is about, e.g. `approval`, `project`; `reminder` is the sweep's own. */
  kind: string;
  titleZh: string;
  titleEn: string;
  bodyZh?: string;
  bodyEn?: string;
  projectId: string | null;
  subject: { type: string; id: string } | null;
  /** The same key posted again to the same person changes nothing. */
  dedupeKey: string;
}

export interface MessageView {
  id: string;
  kind: string;
  titleZh: string;
  titleEn: string;
  bodyZh: string;
  bodyEn: string;
  projectId: string | null;
  subjectType: string | null;
  subjectId: string | null;
  createdAt: Date;
  readAt: Date | null;
  settledAt: Date | null;
}

export interface InboxQuery {
  limit: number;
  cursor?: string;
  unread?: boolean;
}

const LIST = 'messages';

@Injectable()
export class Inbox {
  constructor(private readonly database: Database) {}

  /** Puts a message into inboxes within the caller's transaction: it is there if, and only if, the cause is. */
  async postIn(tx: Tx, message: NewMessage): Promise<void> {
    if (message.personIds.length === 0) return;
    const { kind, titleZh, titleEn, bodyZh = '', bodyEn = '', projectId, subject, dedupeKey } = message;
    await tx.query(sql.postMessage, [
      [...new Set(message.personIds)],
      kind,
      titleZh,
      titleEn,
      bodyZh,
      bodyEn,
      projectId,
      subject?.type ?? null,
      subject?.id ?? null,
      dedupeKey,
      tx.now,
    ]);
  }

  /** The caller's own messages, newest first, with the number of unread ones. */
  list(actor: Actor, query: InboxQuery): Promise<Page<MessageView> & { unread: number }> {
    return this.database.read(actor, async (reader) => {
      const [after = null] = query.cursor ? decodeCursor(LIST, query.cursor) : [];
      const [rows, unread] = await Promise.all([
        reader.query<MessageView>(sql.listMessages, [actor.personId, after, query.unread ?? false, query.limit + 1]),
        reader.one<{ count: number }>(sql.countUnread, [actor.personId]),
      ]);
      return { ...pageOf(LIST, rows, query.limit, (row) => [row.id]), unread: unread?.count ?? 0 };
    });
  }

  /** Marks the caller's messages read; ids of other people are ignored, they are not the caller's to see. */
  markRead(actor: Actor, ids: readonly string[] | 'all'): Promise<{ read: number }> {
    return this.database.run(actor, async (tx) => {
      const row = await tx.one<{ count: number }>(sql.markRead, [actor.personId, ids === 'all' ? null : ids, tx.now]);
      return { read: row?.count ?? 0 };
    });
  }
}
