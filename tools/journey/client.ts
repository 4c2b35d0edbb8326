import { setTimeout as sleep } from 'node:timers/promises';

/** What a refusal says (RFC 9457); `code` is stable, the texts are for people. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  errors?: { path: string; code: string; message?: string }[];
}

export interface Person {
  id: string;
  username: string;
  name: string;
  organisation: string;
  roles: string[];
}

interface Opened {
  token: string;
  person: { id: string; username: string; name: string };
  organisation: { nameZh: string };
  roles: string[];
}

/** The system did not answer as the story expects. Its message is for the reader, so it needs no stack. */
export class Surprise extends Error {}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';
type Headers = Record<string, string>;
type Body = string | FormData | undefined;

const API = '/api/v1';
const PATIENCE = 3;

/** The API as a person uses it: over HTTP only, logged in under the own name. */
export class Client {
  private readonly people = new Map<string, Person & { token: string }>();

  constructor(
    private readonly url: string,
    private readonly password: string,
    private readonly note: (line: string) => void,
  ) {}

  /** Sessions end when time jumps (30 minutes idle), so everybody logs in again. */
  forgetSessions(): void {
    this.people.clear();
  }

  /** Logs in where that has not happened yet. @throws Surprise */
  async person(username: string): Promise<Person> {
    return this.session(username);
  }

  /** Undefined when there is no such account (or it has another password). */
  async knows(username: string): Promise<Person | undefined> {
    const opened = await this.login(username);
    return typeof opened === 'number' ? undefined : opened;
  }

  get<T>(who: string, path: string): Promise<T> {
    return this.expect<T>(who, 'GET', path);
  }

  post<T>(who: string, path: string, body: object = {}, headers: Headers = {}): Promise<T> {
    return this.expect<T>(who, 'POST', path, body, headers);
  }

  put<T>(who: string, path: string, body: object): Promise<T> {
    return this.expect<T>(who, 'PUT', path, body);
  }

  patch<T>(who: string, path: string, version: number, body: object): Promise<T> {
    return this.expect<T>(who, 'PATCH', path, body, { 'if-match': `"${version}"` });
  }

  /** A step that must not succeed. @throws Surprise when it does */
  async refused(who: string, path: string, body: object = {}): Promise<Problem> {
    const response = await this.send(who, 'POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
    if (response.ok)
      throw new Surprise(`POST ${path} by ${who} should have been refused, but answered ${response.status}`);
    return (await response.json()) as Problem;
  }

  /** A small PDF, sent as a browser sends a file. */
  upload(who: string, projectId: string, kind: string, name: string): Promise<{ id: string; name: string }> {
    const form = new FormData();
    form.append('kind', kind);
    form.append('file', new Blob([pdf(name)], { type: 'application/pdf' }), `${name}.pdf`);
    return this.answer(who, 'POST', `/projects/${projectId}/files`, form, {});
  }

  private expect<T>(who: string, method: Method, path: string, body?: object, headers: Headers = {}): Promise<T> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const type: Headers = json === undefined ? {} : { 'content-type': 'application/json' };
    return this.answer(who, method, path, json, { ...type, ...headers });
  }

  private async answer<T>(who: string, method: Method, path: string, body: Body, headers: Headers) {
    const response = await this.send(who, method, path, body, headers);
    const text = await response.text();
    if (!response.ok)
      throw new Surprise(`${method} ${path} by ${who} answered ${response.status}: ${text.slice(0, 600)}`);
    return JSON.parse(text) as T;
  }

  private async send(who: string, method: Method, path: string, body: Body, headers: Headers) {
    const { token } = await this.session(who);
    return this.fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'accept-language': 'en', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }

  private async session(username: string): Promise<Person & { token: string }> {
    const known = this.people.get(username);
    if (known) return known;
    const opened = await this.login(username);
    if (typeof opened !== 'number') return opened;
    throw new Surprise(
      opened === 401
        ? `"${username}" cannot log in: is this the demo, and is DEMO_PASSWORD (or .data/demo-password) its password?`
        : `The login of "${username}" answered ${opened}`,
    );
  }

  private async login(username: string): Promise<(Person & { token: string }) | number> {
    const response = await this.fetch('/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: this.password }),
    });
    if (!response.ok) return response.status;
    const { token, person, organisation, roles } = (await response.json()) as Opened;
    const session = { ...person, organisation: organisation.nameZh, roles, token };
    this.people.set(username, session);
    return session;
  }

  /** Who asks too often is told how long to wait, and waits. */
  private async fetch(path: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${this.url}${API}${path}`, init).catch((error: unknown) => {
        const cause = (error as { cause?: { code?: string } }).cause?.code ?? String(error);
        throw new Surprise(`${this.url} does not answer (${cause}). Is the system running? Start it with: npm start`);
      });
      if (response.status !== 429 || attempt > PATIENCE) return response;
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      this.note(`(the system asks to wait ${seconds} s: too many logins from one address)`);
      await response.body?.cancel();
      await sleep(seconds * 1000);
    }
  }
}

/** The smallest document that a reader opens; the title makes the content of each different. */
function pdf(title: string): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    `<< /Title <feff${Buffer.from(title, 'utf16le').swap16().toString('hex')}> >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}
