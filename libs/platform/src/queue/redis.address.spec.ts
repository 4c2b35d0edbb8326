import { parseRedisAddress } from './redis.address.js';

const nodes = (...hosts: [host: string, port: number][]) => hosts.map(([host, port]) => ({ host, port }));

describe('where Redis is', () => {
  it.each([
    ['redis://localhost', { kind: 'single', tls: false, nodes: nodes(['localhost', 6379]), db: 0 }],
    ['redis://localhost:6380/', { kind: 'single', tls: false, nodes: nodes(['localhost', 6380]), db: 0 }],
    ['redis://[::1]:6380/3', { kind: 'single', tls: false, nodes: nodes(['::1', 6380]), db: 3 }],
    [
      'redis://:p%40ss%2Fword@h',
      { kind: 'single', tls: false, nodes: nodes(['h', 6379]), password: 'p@ss/word', db: 0 },
    ],
    [
      'rediss://me:pw@h/1',
      { kind: 'single', tls: true, nodes: nodes(['h', 6379]), username: 'me', password: 'pw', db: 1 },
    ],
    [
      'redis+sentinel://:pw@a,b:26380/mymaster/2',
      {
        kind: 'sentinel',
        tls: false,
        nodes: nodes(['a', 26379], ['b', 26380]),
        password: 'pw',
        master: 'mymaster',
        db: 2,
      },
    ],
    [
      'rediss+cluster://10.0.0.1:7000,10.0.0.2:7001',
      { kind: 'cluster', tls: true, nodes: nodes(['10.0.0.1', 7000], ['10.0.0.2', 7001]), db: 0 },
    ],
  ])('%s', (text, address) => expect(parseRedisAddress(text)).toEqual(address));

  it.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://a,b',
    'redis://h:99999',
    'redis://h/name',
    'redis://h/1/2',
    'redis://:%zz@h',
    'redis+sentinel://a,b',
    'redis+cluster://a,b/1',
    'redis+other://a',
    'redis://h name',
  ])('%s is no address', (text) => expect(parseRedisAddress(text)).toBeUndefined());
});
