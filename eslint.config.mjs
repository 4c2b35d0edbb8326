import tseslint from 'typescript-eslint';

// The rules of docs/architecture.md that one file can break by itself. Those between files: .dependency-cruiser.cjs.
// A later block replaces the options of an earlier one, so each kind of file is given its complete list of bans.

const ban = {
  status: {
    selector:
      'AssignmentExpression[left.type="MemberExpression"]:matches([left.property.name="status"], [left.property.value="status"])',
    message: 'Only the lifecycle runner (kernel) changes a status: declare a transition in x.lifecycle.ts.',
  },
  clock: [
    'NewExpression[callee.name="Date"][arguments.length=0]',
    'CallExpression[callee.name="Date"]',
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
  ].map((selector) => ({ selector, message: 'Time comes from kernel/clock (or as `asOf`), or no test can move it.' })),
  float: ['CallExpression[callee.name="parseFloat"]', 'MemberExpression[property.name=/^(toFixed|parseFloat)$/]'].map(
    (selector) => ({ selector, message: 'Money is bigint fen: parse and format it with kernel/money.' }),
  ),
  moneyAsNumber: ['name', 'property.name'].map((name) => ({
    selector: `CallExpression[callee.name="Number"][arguments.0.${name}=/(amount|fen|money|budget|balance)$/i]`,
    message: 'A number loses fen: keep money a bigint and use kernel/money.',
  })),
  constructor: {
    selector: 'MethodDefinition[kind="constructor"][value.params.length>7]',
    message: 'More than 7 dependencies: split the class by use case (project.closing.service.ts).',
  },
  lazyImport: { selector: 'ImportExpression', message: 'No lazy import: it hides a cycle. Turn the dependency round.' },
  transaction: [
    'CallExpression[callee.property.name=/^(transaction|startTransaction|createQueryRunner)$/]',
    'CallExpression[callee.property.name="query"] > Literal.arguments[value=/^\\s*(begin|start transaction|commit|rollback)\\b/i]',
  ].map((selector) => ({ selector, message: 'tx.run(actor, fn) of platform: else audit, outbox and scope are lost.' })),
};

const forwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'forwardRef hides a cycle: let the higher module register a handler with the lower one.',
};
const byTheDoor = {
  regex: '^\\.{1,2}/.*(libs/|/src/)',
  message: 'Across libs only through its door: import from `#libs/<name>`.',
};
const framework = { regex: '^(@nestjs/|typeorm$|typeorm/)', message: 'Pure business file: neither Nest nor TypeORM.' };

const everywhere = [ban.constructor];
const product = [...everywhere, ban.status, ...ban.clock, ...ban.float, ...ban.moneyAsNumber];

const syntax = (files, bans, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-syntax': ['error', ...bans] },
});
const imports = (files, options) => ({ files, rules: { 'no-restricted-imports': ['error', options] } });

// From ESLint's own recommended set: what neither TypeScript nor the preset below would find.
const recommended = [
  'no-async-promise-executor',
  'no-constant-condition',
  'no-control-regex',
  'no-empty',
  'no-fallthrough',
];
recommended.push('no-self-assign', 'no-unsafe-finally', 'no-unused-private-class-members', 'no-useless-escape');

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '**/generated/**', 'apps/console/', '.data/'] },
  { files: ['**/*.mjs', '**/*.cjs'], rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error' } },
  {
    files: ['{apps,libs,migrations,test,tools}/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...Object.fromEntries(recommended.map((name) => [name, 'error'])),
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The typed rules worth their time; the full typed preset takes several times as long.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  { files: ['test/**/*.ts', '**/*.spec.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  { files: ['libs/**/*.ts', 'apps/*/src/**/*.ts'], ignores: ['**/main.ts'], rules: { 'no-console': 'error' } },

  syntax(['{migrations,test}/**/*.ts', 'tools/bench/**/*.ts'], everywhere),
  syntax(['tools/**/*.ts'], [...everywhere, ban.status, ...ban.clock, ...ban.transaction], ['tools/bench/**']),
  syntax(['{apps,libs}/**/*.ts'], [...product, ban.lazyImport, ...ban.transaction]),
  syntax(['libs/platform/**/*.ts'], product),
  syntax(['libs/kernel/src/lifecycle.ts'], [...everywhere, ...ban.clock, ...ban.float, ban.lazyImport]),
  syntax(['libs/kernel/src/clock.ts'], [...everywhere, ban.status, ...ban.float, ban.lazyImport]),
  syntax(['libs/kernel/src/money.ts'], [...everywhere, ban.status, ...ban.clock, ...ban.float, ban.lazyImport]),

  imports(['{test,tools,migrations}/**/*.ts'], { paths: [forwardRef] }),
  imports(['{apps,libs}/**/*.ts'], { paths: [forwardRef], patterns: [byTheDoor] }),
  imports(['libs/*/src/**/*.{lifecycle,rules,permissions,errors,events}.ts'], { patterns: [byTheDoor, framework] }),
);
