// The benchmarks that run by themselves, in the order of the page: what each shows, and how it is asked for its document.
export const suite = [
  { name: 'convex-scale', title: 'Convex training at scale', script: 'convex-scale.mjs' },
  {
    name: 'splitting-backend',
    title: 'The backend splitting beside scnn',
    script: 'convex-splitting.mjs',
    needs: '--data FOLDER',
  },
  { name: 'backends', title: 'Conic solvers side by side', script: 'solvers/backends.mjs' },
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
  { name: 'throughput', title: 'Service, jobs', script: 'service/throughput.mjs', keep: '--out' },
  { name: 'workers', title: 'Service, workers', script: 'service/workers.mjs', keep: '--out' },
  { name: 'growth', title: 'Growth', script: 'growth.mjs', quickArgs: ['--quick'] },
  {
    name: 'before-after',
    title: 'Optimisations, before and after',
    script: 'before-after.mjs',
    needs: '--before FOLDER',
  },
];
