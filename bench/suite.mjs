// The benchmarks, in the order of the page: what each shows, and how it is asked for its document, in full and quickly.
// One that needs something special runs only where it is named.
export const suite = [
  {
    name: 'convex-scale',
    title: 'Convex training at scale',
    script: 'convex-scale.mjs',
    args: ['--goals', '--largest', '--peers', '--limit', '1500'],
    quickArgs: [],
  },
  {
    name: 'splitting-backend',
    title: 'The backend splitting beside scnn',
    script: 'convex-splitting.mjs',
    needs: '--data FOLDER',
  },
  {
    name: 'backends',
    title: 'Conic solvers side by side',
    script: 'solvers/backends.mjs',
    quickArgs: ['--limit', '5'],
  },
  { name: 'convex-pricing', title: 'Where patterns come from', script: 'convex-pricing.mjs' },
  { name: 'tensors', title: 'Tensors', script: 'tensors/run.mjs', keep: '--out' },
  {
    name: 'splitting',
    title: 'Sweeps of the splitting methods',
    script: 'tensors/run.mjs',
    args: ['--only', 'ialam,dlam'],
    keep: '--out',
  },
  {
    name: 'trainers',
    title: 'Trainers, to a given objective',
    script: 'trainers/run.mjs',
    quickArgs: ['--rows', '200'],
  },
  { name: 'certify', title: 'Certification', script: 'certify.mjs' },
  { name: 'plugins', title: 'Plugins', script: 'plugins.mjs' },
  { name: 'startup', title: 'Start and memory', script: 'startup.mjs' },
  {
    name: 'service-throughput',
    title: 'Service, jobs',
    script: 'service/throughput.mjs',
    quickArgs: ['--jobs', '100', '--solved', '10', '--database', 'embedded'],
    keep: '--out',
  },
  {
    name: 'service-workers',
    title: 'Service, workers',
    script: 'service/workers.mjs',
    quickArgs: ['--runs', '8'],
    keep: '--out',
  },
  { name: 'growth', title: 'Growth', script: 'growth.mjs', quickArgs: ['--quick'] },
  {
    name: 'before-after',
    title: 'Optimisations, before and after',
    script: 'before-after.mjs',
    needs: 'the history of the clone, whose commits it builds',
  },
];
