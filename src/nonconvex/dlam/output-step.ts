import type { Arithmetic } from '../splitting/arithmetic.js';
import type { SplitLoss } from './split.js';

/** What the output step starts from and how far it goes. */
export interface OutputFit<M> {
  /** m = a_{L-1} W_L' + b_L. */
  readonly linear: M;
  readonly z: M;
  readonly y: M;
  readonly rho: number;
  readonly tolerance: number;
}

/**
 * z <- argmin R(z; y) + rho/2 ||z - m||^2, R summed over the rows: in closed form for the squared loss, by FISTA for
 * cross-entropy. Lowers F by at least rho/2 ||dz||^2.
 */
export function outputStep<M>(math: Arithmetic<M>, loss: SplitLoss, fit: OutputFit<M>): M {
  if (loss === 'cross-entropy') return crossEntropyStep(math, fit);
  const { linear, y, rho } = fit;
  return math.tidy(() => math.div(math.add(math.mul(rho, linear), y), rho + 1));
}

const mostIterations = 1000;
/** The Hessian diag(p) - pp' of a row's cross-entropy has norm at most 1/2. */
const curvature = 1 / 2;

/**
 * FISTA (Beck and Teboulle 2009) from the old z: the smooth part is the cross-entropy, the proximal one the quadratic.
 * The momentum starts anew when a step leads against it (O'Donoghue and Candes 2015, gradient scheme). Ends when the
 * largest entry of rho (z - m) + softmax(z) - y is at most the tolerance, in units of the largest rho |m|, at least 1.
 */
function crossEntropyStep<M>(math: Arithmetic<M>, { linear, z, y, rho, tolerance }: OutputFit<M>): M {
  return math.tidy(() => {
    const pull = math.mul(rho, linear);
    const enough = tolerance * Math.max(1, math.largest(math.abs(pull)));
    const stepFrom = (x: M) => {
      const slope = math.sub(math.softmax(x), y);
      return math.div(math.add(math.sub(math.mul(curvature, x), slope), pull), curvature + rho);
    };
    const error = (x: M) => {
      const slope = math.sub(math.softmax(x), y);
      return math.largest(math.abs(math.add(math.sub(math.mul(rho, x), pull), slope)));
    };

    let best = z;
    let extrapolated = z;
    let momentum = 1;
    for (let k = 0; k < mostIterations && math.tidy(() => error(best)) > enough; k++) {
      const [arrived, ahead] = math.tidy(() => {
        const next = stepFrom(extrapolated);
        const advance = math.sub(next, best);
        const against = math.sum(math.mul(math.sub(extrapolated, next), advance)) > 0;
        const t = against ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
        const weight = against ? 0 : (momentum - 1) / t;
        momentum = t;
        return [next, math.add(next, math.mul(weight, advance))] as const;
      });
      if (k > 0) for (const old of [best, extrapolated]) math.free(old);
      [best, extrapolated] = [arrived, ahead];
    }
    return best;
  });
}
