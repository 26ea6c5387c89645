import { norm2 } from '../../core/matrix.js';
import type { GroupNorm } from '../../core/norms/group-norm.js';
import type { NormBlock } from './norm-block.js';

/** Doublings after which the dual norm counts as infinite. */
const doublings = 40;
/** Relative width of the bracket that is left. */
const narrow = 1e-12;
/** Operators found by a numeric search make 0 of what is larger than their step by a share of up to some 1e-8. */
const margin = 1e-7;

/**
 * A norm known by its value and its operator alone, which no rows of a conic program write. The operator takes h to 0 at
 * the step t exactly where h lies in t times the subdifferential of N at 0, and that is the dual ball, so
 *
 *   N*(h) = min{t : prox_{t N}(h) = 0},
 *
 * bisected to the end at which the result is 0, and raised by the margin: as true a bound as the operator is exact. Where N
 * depends on signs, N* is the gauge that the bound needs; where N is 0 on some line, infinite.
 */
export function penaltyBlock({ spec, value, prox }: GroupNorm): NormBlock {
  return {
    curved: true,
    epigraph() {
      throw new RangeError(`no rows are known for ${JSON.stringify(spec)}`);
    },
    dual(h) {
      const size = norm2(h);
      if (size === 0) return 0;
      const unit = h.map((entry) => entry / size);
      const left = new Float64Array(h.length);
      const enough = (t: number) => {
        prox(unit, t, left);
        return left.every((entry) => entry === 0);
      };
      // N*(h) N(h) >= h.h
      let low = 1 / value(unit);
      let high = low;
      for (let i = 0; i < doublings && !enough(high); i++) [low, high] = [high, 2 * high];
      if (!enough(high)) return Number.POSITIVE_INFINITY;
      while (high - low > narrow * high) {
        const middle = (low + high) / 2;
        if (enough(middle)) high = middle;
        else low = middle;
      }
      return size * high * (1 + margin);
    },
  };
}
