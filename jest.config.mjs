import { existsSync } from 'node:fs';
import Module from 'node:module';
import { dirname, resolve } from 'node:path';

// NestJS 12 and many of our packages are ESM only, and Jest cannot `require()` ESM on Node 20. So swc turns everything,
// node_modules too, into CommonJS (transformIgnorePatterns: []); that also stays flat in memory, unlike vm modules.
//
// How code gets at a file, so that it works both in dist (ESM) and here (CommonJS):
//     import categories from './data/categories.json' with { type: 'json' };
// tsc copies the file to dist, Node loads it natively, and here it becomes a plain require.
// `import.meta.url` and `import.meta.dirname` work too (swc rewrites them); top-level await does not.

const root = import.meta.dirname;

// globalSetup runs in plain Node, where moduleNameMapper does not reach: give it the same two rules, so that test/support
// may import its neighbours and `#libs/*` like any other file, and a test run needs no build.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  let wanted = request;
  if (!parent?.filename?.includes('node_modules')) {
    const lib = /^#libs\/([^/]+)$/.exec(request);
    if (lib) wanted = `${root}/libs/${lib[1]}/src/index.ts`;
    else if (request === '#migrations') wanted = `${root}/migrations/index.ts`;
    else if (/^\.\.?\/.*\.js$/.test(request)) {
      const source = resolve(dirname(parent?.filename ?? root), request.replace(/js$/, 'ts'));
      if (existsSync(source)) wanted = source;
    }
  }
  return resolveFilename.call(this, wanted, parent, ...rest);
};

const decorators = { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false };

const shared = {
  rootDir: root,
  testEnvironment: 'node',
  // js before ts: `./x` inside a package that ships its sources must stay the compiled file.
  moduleFileExtensions: ['js', 'ts', 'mjs', 'cjs', 'json', 'node'],
  transformIgnorePatterns: [],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: decorators },
      },
    ],
    '\\.[cm]?js$': '<rootDir>/test/support/commonjs.mjs',
  },
  moduleNameMapper: {
    '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^#migrations$': '<rootDir>/migrations/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

export default {
  // Not allowed per project: Jest takes it from here for both.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/libs/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'system',
      testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
