import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { newId, type Actor } from '#libs/kernel';
import { Database, FileStore, type Reader, type StoredFile, type Tx } from '#libs/platform';
import { safeFileName } from './file.rules.js';
import { ProjectErrors } from './project.errors.js';
import { ensureOperation } from './project.permissions.js';
import { Projects } from './project.service.js';

export interface FileView {
  id: string;
  projectId: string;
  kind: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
  uploadedBy: string;
  uploadedAt: Date;
}

export interface NewFile {
  kind: string;
  name: string;
  stored: StoredFile;
}

const COLUMNS = `f.id, f.project_id as "projectId", f.kind, f.name, f.media_type as "mediaType",
  f.size_bytes as "sizeBytes", f.sha256, f.uploaded_by as "uploadedBy", f.uploaded_at as "uploadedAt"`;
const INSERT = `insert into file as f (id, project_id, kind, name, media_type, size_bytes, sha256, uploaded_by, uploaded_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${COLUMNS}`;
const GET = `select ${COLUMNS} from file f where f.id = $1`;
const LIST = `select ${COLUMNS} from file f where f.project_id = $1 order by f.kind, f.id`;
const KNOWN = `select id from file where project_id = $1 and id = any($2)`;

/** Documents and evidence of a project. Content lies in the file store; here are its name, kind and who may have it. */
@Injectable()
export class ProjectFiles {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly projects: Projects,
  ) {}

  /**
   * Streams an upload into the store. A project that refuses it is refused before a byte is read; content that is never
   * recorded is unreferenced, not wrong.
   */
  async receive(actor: Actor, projectId: string, input: { name: string; content: Readable }): Promise<StoredFile> {
    await this.database.read(actor, async (r) => {
      ensureOperation(actor, await this.projects.getIn(r, projectId), 'attach_file');
    });
    return this.store.write(input.content, input.name);
  }

  attach(actor: Actor, projectId: string, input: NewFile): Promise<FileView> {
    return this.database.run(actor, (tx) => this.attachIn(tx, projectId, input));
  }

  async attachIn(tx: Tx, projectId: string, input: NewFile): Promise<FileView> {
    const project = await this.projects.lockIn(tx, projectId);
    ensureOperation(tx.actor, project, 'attach_file');
    const { sha256, size, mediaType } = input.stored;
    const name = safeFileName(input.name);
    const values = [newId(), projectId, input.kind, name, mediaType, size, sha256, tx.actor.personId, tx.now];
    const file = (await tx.one<FileView>(INSERT, values))!;
    const after = { id: file.id, kind: file.kind, name, sha256 };
    await tx.audit({ subjectType: 'project', subjectId: projectId, projectId, action: 'attach_file', after });
    return file;
  }

  listIn(r: Reader | Tx, projectId: string): Promise<FileView[]> {
    return r.query<FileView>(LIST, [projectId]);
  }

  /** @throws FILES_MISSING naming those that are not files of this project */
  async requireFilesIn(r: Reader | Tx, projectId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const known = new Set((await r.query<{ id: string }>(KNOWN, [projectId, ids])).map((row) => row.id));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0) throw ProjectErrors.FILES_MISSING({ ids: missing.join(', ') });
  }

  list(actor: Actor, projectId: string): Promise<{ items: FileView[] }> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return { items: await this.listIn(r, projectId) };
    });
  }

  /** @throws FILE_NOT_FOUND also for a file of a project out of sight: row-level security hides its row */
  get(actor: Actor, id: string): Promise<FileView> {
    return this.database.read(actor, async (r) => {
      const file = await r.one<FileView>(GET, [id]);
      if (!file) throw ProjectErrors.FILE_NOT_FOUND();
      return file;
    });
  }

  /** The content as a stream; ask for the file first, which checks the scope. */
  open(file: FileView, range?: { start: number; end: number }): Promise<Readable> {
    return this.store.open(file.sha256, range);
  }

  /** Only while the project is a draft (api contract): later the documents are part of what was decided. */
  remove(actor: Actor, id: string): Promise<{ deleted: true }> {
    return this.database.run(actor, async (tx) => {
      const file = await tx.one<FileView>(GET, [id]);
      if (!file) throw ProjectErrors.FILE_NOT_FOUND();
      const { projectId } = file;
      const project = await this.projects.lockIn(tx, projectId);
      ensureOperation(actor, project, 'delete_file');
      await tx.query('delete from file where id = $1', [id]);
      const before = { id, kind: file.kind, name: file.name, sha256: file.sha256 };
      await tx.audit({ subjectType: 'project', subjectId: projectId, projectId, action: 'delete_file', before });
      return { deleted: true as const };
    });
  }
}
