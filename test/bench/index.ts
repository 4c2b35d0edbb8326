import 'reflect-metadata';
import { benchCost } from './cost.js';
import { benchHttp } from './http.js';
import { benchStart } from './start.js';
import { benchSweep } from './sweep.js';

const benches: Record<string, () => Promise<void>> = {
  start: benchStart,
  http: benchHttp,
  sweep: benchSweep,
  cost: benchCost,
};

const bench = benches[process.argv[2] ?? ''];
if (!bench) {
  process.stderr.write(`npm run bench -- <${Object.keys(benches).join('|')}>\n`);
  process.exit(64);
}
await bench();
process.exit(0);
