// What was aimed at beside a peer on the same machine in the same run, and the row of a benchmark that shows it. A goal
// without a row, or whose row is not stored, is not measured. `most`: the largest ratio; `limits`: the largest values of the
// row itself.
const tensors = 'against PyTorch on the CPU, one thread';
const convex = 'against generic conic solvers';

export const goals = [
  {
    of: tensors,
    goal: 'GEMM with OpenBLAS, at least 0.9 of the speed: time at most 1.11x',
    most: 1 / 0.9,
    benchmark: 'tensors',
    row: 'gemm 1024, OpenBLAS, 1 threads',
  },
  {
    of: tensors,
    goal: 'GEMM with WebAssembly, at least 0.17 of the speed: time at most 5.88x',
    most: 1 / 0.17,
    benchmark: 'tensors',
    row: 'gemm 1024, WebAssembly, 1 threads',
  },
  {
    of: tensors,
    goal: 'Adam step of 784-200-100-10, at most 1.5x',
    most: 1.5,
    benchmark: 'tensors',
    row: 'mlp step, batch 128, OpenBLAS, 1 threads',
  },
  {
    of: tensors,
    goal: 'the same with WebAssembly alone, at most 3.5x',
    most: 3.5,
    benchmark: 'tensors',
    row: 'mlp step, batch 128, WebAssembly, 1 threads',
  },
  {
    of: tensors,
    goal: 'CNN forward and backward, at most 4x',
    most: 4,
    benchmark: 'tensors',
    row: 'cnn step, batch 64, OpenBLAS, 1 threads',
  },
  {
    of: tensors,
    goal: 'Adam on 784-200-100-10 to a given objective, at most 1.5x',
    most: 1.5,
    benchmark: 'trainers',
    row: /^adam, 784-.*OpenBLAS$/,
  },
  {
    of: tensors,
    goal: 'IALAM sweep, at most 1.3x',
    most: 1.3,
    benchmark: 'splitting',
    row: /^ialam.*OpenBLAS, 1 threads$/i,
  },
  {
    of: tensors,
    goal: 'DLAM sweep, at most 1.5x',
    most: 1.5,
    benchmark: 'splitting',
    row: /^dlam.*OpenBLAS, 1 threads$/i,
  },
  {
    of: tensors,
    goal: 'both with WebAssembly alone, at most 3.5x',
    most: 3.5,
    benchmark: 'splitting',
    row: /^(ialam|dlam).*WebAssembly, 1 threads$/i,
  },
  {
    of: convex,
    goal: 'n = 600, d = 147, P = 36 hinge, gap 1e-5: Clarabel (WebAssembly) takes 10x as long',
    most: 0.1,
    benchmark: 'convex-scale',
    row: /n = 600.*standard.*to 1e-5, interior, OpenBLAS.*WebAssembly/,
  },
  {
    of: convex,
    goal: 'the same against Clarabel (native): 3x',
    most: 1 / 3,
    benchmark: 'convex-scale',
    row: /n = 600.*standard.*to 1e-5, interior, OpenBLAS.*native/,
  },
  {
    of: convex,
    goal: 'the same with our own kernels against Clarabel (WebAssembly): 3x',
    most: 1 / 3,
    benchmark: 'convex-scale',
    row: /n = 600.*standard.*to 1e-5, interior, own kernels.*WebAssembly/,
  },
  {
    of: convex,
    goal: 'the same size, adversarial, certified 1e-4',
    benchmark: 'convex-scale',
    row: /n = 600.*adversarial.*to 1e-4/,
  },
  {
    of: convex,
    goal: 'n = 2000, d = 147, P = 100, gap 1e-3, under 10 minutes',
    benchmark: 'convex-scale',
    row: /n = 2000.*standard.*to 1e-3/,
    limits: { ours: 600 },
  },
  {
    of: convex,
    goal: 'n = 2000, d = 147, P = 100 adversarial, gap 1e-2, under 4 GB (directions inside the cells given)',
    benchmark: 'convex-scale',
    row: /n = 2000.*adversarial.*to 1e-2/,
    limits: { memoryMb: 4000 },
  },
  {
    of: convex,
    goal: 'MNIST 3 against 8, n = 11982, d = 784, P = 100, gap 1e-2: as fast as scnn',
    most: 1,
    benchmark: 'splitting-digits',
    row: /^MNIST/,
  },
  {
    of: convex,
    goal: 'UCI tables, squared loss, 1e-3: as fast as scnn',
    most: 1,
    benchmark: 'splitting-backend',
    row: /^UCI.*to 1e-3/,
  },
];
