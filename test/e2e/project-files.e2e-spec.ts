import { createHash } from 'node:crypto';
import { testApp, type TestApp } from '../support/app.js';
import { aProject } from '../support/builders/project.js';

const OWNER = 'owner.gongyi.1.filer';
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5000, 'x'), Buffer.from('\n%%EOF\n')]);

describe('files of a project', () => {
  let app: TestApp;
  let id: string;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
    id = (await aProject(app).ownedBy('gongyi').draft()).id;
  });
  afterAll(() => app.close());

  const upload = (content: Buffer, name: string, who = OWNER, kind = 'note', project = id) =>
    app.as(who).post(`/api/v1/projects/${project}/files`).field('kind', kind).attach('file', content, name);
  const download = (file: string, who = OWNER) => app.as(who).get(`/api/v1/files/${file}`).buffer(true);

  it('are kept under their content and come back the same, as a download that no browser runs', async () => {
    const { body } = await upload(PDF, '可研报告（终稿）.pdf').expect(201);
    expect(body).toMatchObject({
      kind: 'note',
      name: '可研报告（终稿）.pdf',
      mediaType: 'application/pdf',
      sizeBytes: PDF.length,
      sha256: createHash('sha256').update(PDF).digest('hex'),
    });
    const answer = await download(body.id).expect(200);
    expect(Buffer.compare(answer.body, PDF)).toBe(0);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    const disposition = answer.headers['content-disposition'] as string;
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''/);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1]!)).toBe('可研报告（终稿）.pdf');
  });

  it('are sent in part when asked', async () => {
    const { body } = await upload(PDF, 'a.pdf').expect(201);
    const part = await download(body.id).set('range', 'bytes=0-7').expect(206);
    expect(part.body.toString()).toBe('%PDF-1.7');
    expect(part.headers['content-range']).toBe(`bytes 0-7/${PDF.length}`);
    await download(body.id).set('range', 'bytes=99999-').expect(416);
  });

  it.each([
    ['a content that is not its extension', Buffer.from('%PDF-1.7\nx'), 'a.png', 415],
    ['a program', Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04', 'latin1'), 'a.exe', 415],
    ['nothing', Buffer.alloc(0), 'a.pdf', 422],
  ])('%s is refused', async (_, content, name, status) => {
    await upload(content, name).expect(status);
  });

  it('without a kind, or not as multipart, is refused', async () => {
    const post = () => app.as(OWNER).post(`/api/v1/projects/${id}/files`);
    await post().attach('file', PDF, 'a.pdf').expect(400);
    await post().set('content-type', 'application/octet-stream').send(PDF).expect(415);
  });

  it('lie within the scope of the project, and only its people attach', async () => {
    const { body } = await upload(PDF, 'a.pdf').expect(201);
    await download(body.id, 'owner.gongyi.2.filer').expect(404);
    await download(body.id, 'county.ecology.gongyi.reviewer').expect(404);
    await upload(PDF, 'a.pdf', 'owner.gongyi.2.filer').expect(404);
    const submitted = await aProject(app).ownedBy('gongyi').reserved();
    await upload(PDF, 'a.pdf', 'county.water.gongyi.reviewer', 'note', submitted.id).expect(403);
    await upload(PDF, 'a.pdf', 'county.ecology.gongyi.reviewer', 'note', submitted.id).expect(201);
  });

  it('are deleted in a draft only', async () => {
    const { body } = await upload(PDF, 'a.pdf').expect(201);
    await app.as(OWNER).delete(`/api/v1/files/${body.id}`).expect(200);
    await download(body.id).expect(404);
    const submitted = await aProject(app).ownedBy('gongyi').reserved();
    const { body: kept } = await upload(PDF, 'a.pdf', OWNER, 'note', submitted.id).expect(201);
    await app.as(OWNER).delete(`/api/v1/files/${kept.id}`).expect(409);
  });

  it('sent twice under one key are one; another content under it is refused', async () => {
    const send = (content: Buffer) => upload(content, 'a.pdf').set('idempotency-key', 'file-1');
    const first = await send(PDF).expect(201);
    const second = await send(PDF).expect(201);
    expect(second.body.id).toBe(first.body.id);
    const { body } = await send(Buffer.concat([PDF, PDF])).expect(422);
    expect(body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
