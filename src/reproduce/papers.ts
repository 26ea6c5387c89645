/** How the experiments name their papers. */
export const aminiEtAl =
  'Amini et al.: Non-smooth regularisation of neural networks with proximal extrapolation';
export const baiEtAl =
  'Bai, Gautam, Gai, Sojoudi: Practical convex formulation of robust one-hidden-layer neural network training (ACC 2022)';
