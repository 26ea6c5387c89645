/** How the experiments name their papers. */
export const aminiEtAl =
  'Amini et al.: Non-smooth regularisation of neural networks with proximal extrapolation';
export const baiEtAl =
  'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer neural network training (ACC 2022)';
export const dinhXin =
  'Dinh, Xin: Convergence of a relaxed variable splitting method for learning sparse neural networks via l1, l0 and transformed-l1 penalties (2018)';
export const wangEtAl = 'Wang, Yu, Chen, Zhao: Deep learning alternating minimization (preprint)';
export const liuLiuChen =
  'Liu, Liu, Chen: An inexact augmented Lagrangian algorithm for training leaky ReLU neural network with group sparsity (JMLR 2023)';
