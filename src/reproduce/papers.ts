/** How the experiments name their papers. */
export const baiEtAl =
  'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer neural network training (ACC 2022)';
export const wangEtAl = 'Wang, Yu, Chen, Zhao: Deep learning alternating minimization (preprint)';
