// The rules of docs/architecture.md between files. What each lib may import; whatever is not named here is forbidden.
const below = { kernel: [], platform: ['kernel'] };
below.identity = ['kernel', 'platform'];
below.plan = [...below.identity, 'identity'];
below.approval = [...below.plan, 'plan'];
below.reminder = [...below.plan, 'plan'];
below.project = [...below.plan, 'plan', 'approval', 'reminder'];
below.milestone = [...below.project, 'project'];
below.funding = [...below.project, 'project'];
below.acceptance = [...below.project, 'project', 'milestone', 'funding'];
below.reporting = [...below.acceptance, 'acceptance'];

const door = '^libs/[^/]+/src/index\\.ts$';

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'Turn one dependency round, or let the higher register a handler with the lower. `import type` is not a cycle.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    ...Object.entries(below).map(([lib, allowed]) =>
      rule(
        `order-${lib}`,
        `${lib} may import ${allowed.join(', ') || 'nothing of ours'}.`,
        { path: `^libs/${lib}/` },
        { path: '^libs/', pathNot: [lib, ...allowed].map((name) => `^libs/${name}/`) },
      ),
    ),
    rule(
      'order-unknown-lib',
      'A new lib takes its place in the order at the top of .dependency-cruiser.cjs first.',
      { path: '^libs/', pathNot: Object.keys(below).map((name) => `^libs/${name}/`) },
      {},
    ),
    rule(
      'libs-by-their-door',
      'Across libs only through `#libs/<name>`, its index.ts.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: ['^libs/$1/', door] },
    ),
    rule(
      'libs-by-their-door-from-outside',
      'Into libs only through `#libs/<name>`, its index.ts. (Tests may look inside.)',
      { path: '^(apps|migrations|tools)/' },
      { path: '^libs/', pathNot: [door] },
    ),
    rule('no-libs-to-apps', 'libs are the business, apps are its delivery.', { path: '^libs/' }, { path: '^apps/' }),
    rule(
      'no-app-to-app',
      'api and worker meet in libs only, but for the one page of schedules: without Redis the api keeps the clock itself.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: ['^apps/$1/', '^apps/worker/src/schedule\\.ts$'] },
    ),
    rule('console-by-http', 'The console knows the API by HTTP only.', { path: '^apps/console/' }, { path: '^libs/' }),
    rule(
      'product-without-tools',
      'libs and apps import neither tests nor tools.',
      { path: '^(apps|libs|migrations)/', pathNot: '\\.spec\\.ts$' },
      { path: '^(test|tools|scripts)/' },
    ),
    rule(
      'product-without-dev-packages',
      'A package that is not installed in production; move it to dependencies if it is needed there.',
      { path: '^(apps|libs|migrations)/', pathNot: '\\.spec\\.ts$' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    ),
    rule(
      'kernel-is-pure',
      'kernel is plain TypeScript.',
      { path: '^libs/kernel/' },
      { path: '^node_modules/(@nestjs/|typeorm/|pg/|bull/)' },
    ),
    rule(
      'pure-files',
      'lifecycle, rules, permissions, errors and events know neither Nest nor TypeORM, nor the files that do.',
      { path: '^libs/.*\\.(lifecycle|rules|permissions|errors|events)\\.ts$' },
      {
        path: ['^node_modules/(@nestjs/|typeorm/)', '\\.(entity|queries|service|module)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'no-unresolvable',
      'An import that leads nowhere escapes every rule above.',
      { pathNot: '^apps/console/' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    // `#libs/*` to the sources; package.json sends it to dist.
    tsConfig: { fileName: 'tsconfig.cruise.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
