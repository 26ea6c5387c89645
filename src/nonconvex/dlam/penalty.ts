import type { BoundPenalty, Shape } from '../../core/proximal/penalty.js';
import type { Regularizer } from '../../core/regularizers/regularizer.js';
import type { Arithmetic } from '../splitting/arithmetic.js';

/** What is added for every weight W_l: weight ||W||_1, weight/2 ||W||_F^2, or weight P_l(W) by the operator of P_l. */
export type Penalty =
  | { readonly type: 'l1' | 'weight-decay'; readonly weight: number }
  | { readonly type: 'operator'; readonly weight: number; of(layer: number): BoundPenalty };

/** The penalty of a regularizer that has operators, or is weight decay. */
export function penaltyFor({ penalty, penaltyOf }: Regularizer, weight: number, layers: number): Penalty {
  if (!penaltyOf || !penalty) return { type: 'weight-decay', weight };
  // The l1 norm of all weights alike has a form of its own, which reads no numbers.
  const plain =
    penalty.name === 'l1' &&
    Array.from({ length: layers }, (_, l) => penaltyOf(l)).every((each) => each === penalty);
  return plain ? { type: 'l1', weight } : { type: 'operator', weight, of: penaltyOf };
}

/** The penalty of W, the weight of a layer counted from 0. */
export function penaltyValue<M>(math: Arithmetic<M>, weight: M, penalty: Penalty, layer: number): number {
  switch (penalty.type) {
    case 'l1':
      return penalty.weight * math.tidy(() => math.sum(math.abs(weight)));
    case 'weight-decay':
      return (penalty.weight * math.sumOfSquares(weight)) / 2;
    case 'operator':
      return penalty.weight * penalty.of(layer).value(...entriesOf(math, weight));
  }
}

/** argmin over V of penalty(V) + t/2 ||V - W||^2. */
export function shrink<M>(math: Arithmetic<M>, weight: M, penalty: Penalty, layer: number, t: number): M {
  const step = penalty.weight / t;
  switch (penalty.type) {
    case 'weight-decay':
      return math.mul(t / (t + penalty.weight), weight);
    case 'l1':
      // Entries beyond the threshold, moved towards 0 by it.
      return math.sub(math.relu(math.sub(weight, step)), math.relu(math.sub(math.sub(0, weight), step)));
    case 'operator': {
      const [x, shape] = entriesOf(math, weight);
      return math.matrix(shape.rows, shape.cols, penalty.of(layer).prox(x, step, shape).y);
    }
  }
}

function entriesOf<M>(math: Arithmetic<M>, weight: M): readonly [Float64Array, Shape] {
  const [rows, cols] = math.shape(weight);
  return [Float64Array.from(math.read(weight)), { rows, cols }];
}
