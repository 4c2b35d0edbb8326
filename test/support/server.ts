export const SERVER_VARIABLE = 'MILEPOST_TEST_SERVER';
export const TEMPLATE = 'milepost_template';

/** What global-setup hands to the suites, through the environment of their processes. `{database}` is a placeholder. */
export interface TestServer {
  directory: string;
  superuser: string;
  owner: string;
  app: string;
}

export function testServer(): TestServer {
  const text = process.env[SERVER_VARIABLE];
  if (!text) throw new Error('No test server: specs that need PostgreSQL belong under test/ (Jest project "system").');
  return JSON.parse(text) as TestServer;
}
