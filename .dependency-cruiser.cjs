// Imports run one way: cli -> server -> jobs -> reproduce -> pipeline -> report -> certify, attacks ->
// convex | nonconvex -> plugins -> data -> core. A layer may import itself and what stands below it.
const layers = [
  ['core'],
  ['data', 'client'],
  ['plugins'],
  ['convex', 'nonconvex'],
  ['certify', 'attacks'],
  ['report'],
  ['pipeline'],
  ['reproduce'],
  ['jobs'],
  ['server'],
  ['cli'],
];

const upward = layers
  .flatMap((names, level) =>
    names.map((name) => {
      const above = layers.slice(level + 1).flat();
      const beside = names.filter((other) => other !== name);
      const forbidden = [...above, ...beside];
      return {
        name: `${name}-imports-downwards`,
        severity: 'error',
        comment: `src/${name} may import only itself and: ${layers.slice(0, level).flat().join(', ') || 'nothing'}`,
        from: { path: `^src/${name}/` },
        to: { path: `^src/(${forbidden.join('|')})/` },
      };
    }),
  )
  .filter((rule) => !rule.to.path.includes('()'));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'nothing-imports-the-page',
      severity: 'error',
      from: { path: '^src/(?!web/)' },
      to: { path: '^src/web/' },
    },
    {
      name: 'page-imports-what-is-served-to-it',
      severity: 'error',
      comment:
        'src/web runs in browsers: beside types it may take only the modules in src/server/page/libraries.ts',
      from: { path: '^src/web/' },
      to: {
        path: '^(src/(?!web/)|dist/|#relucent/)',
        pathNot: '(dist|#relucent)/report/(figure-files/figures-in|markup|numbers|runs|spread|summary)\\.',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'a module that nothing imports and that is no entry point is dead code',
      from: { orphan: true, pathNot: ['^src/index\\.ts$', '^src/core/generated/', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: ['node_modules/@types/'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
