import { codePenalty } from './code-penalty.js';

/** (1/n) sum_k sum_j log(1 + z_kj^2): what the logarithm of a Student t density leaves. Source: Olshausen and Field 1996. */
export const studentT = codePenalty(
  'student-t',
  ({ rows, data }) => data.reduce((sum, z) => sum + Math.log1p(z * z), 0) / rows,
);
