// Optimisations, each alone: what a profile (node --cpu-prof of the task, at the commit before) said, the commit before and
// the one with it, and the task of task.mjs that shows it. Shares are those of the whole process, its start included. `blas`: RELUCENT_BLAS, "off" for what only our own products show.
export const pairs = [
  {
    name: 'float64 products of networks in SIMD',
    profile: '54 % of the time in the float64 products that judge the network',
    before: '328209e',
    after: '8062e95',
    task: 'adam, 784-200-100-10',
  },
  {
    name: 'Adam’s update in one kernel',
    profile: 'Adam’s update, ten kernels a tensor, takes 38 % of a training step',
    before: 'ff75a71',
    after: '25754ae',
    task: 'adam, 784-200-100-10',
  },
  {
    name: 'gradients of one hidden layer by hand',
    profile: 'recording for and doing automatic differentiation takes 51 % of a training step',
    before: '1067cb7',
    after: '5429d4c',
    task: 'adam on two moons',
  },
  {
    name: 'two changes of the start: schemas unchecked until asked for, modules of the report where one is wanted',
    profile: '30 % in compiling schemas, 13 % in adding them',
    before: 'b24e1b6',
    after: '569a104',
    task: 'relucent run --dry-run',
  },
  {
    name: 'float64 products of networks by OpenBLAS',
    profile:
      'the float64 products that judge the network take 26 % of the time, the float32 ones that train it 6 %',
    before: '39650f2',
    after: 'f7bbf73',
    task: 'adam, 784-200-100-10',
  },
  {
    name: 'entries of IALAM’s auxiliary step in SIMD',
    profile: 'the entries of the auxiliary step, one by one, take 14 % of the time',
    before: 'f7bbf73',
    after: '946b5d5',
    task: 'ialam, 784-200-100-10',
  },
  {
    name: 'products of our own in blocks that fit the registers',
    profile: 'without OpenBLAS, the inner loops of our own products take 31 % of the time',
    before: '946b5d5',
    after: '083b8db',
    task: 'adam, 784-200-100-10',
    blas: 'off',
  },
];
