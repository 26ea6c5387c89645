import { l1 } from '../../core/norms/l1.js';
import { l2 } from '../../core/norms/l2.js';
import { linf } from '../../core/norms/linf.js';
import { l1Block } from './l1.js';
import { l2Block } from './l2.js';
import type { NormBlock } from './norm-block.js';

/** Enough to bring an interval down to the spacing of float64. */
const bisections = 64;

/** (1 - rho) ||u||_2 + rho ||u||_1 <= t as (1 - rho) t_2 + rho t_1 <= t, ||u||_2 <= t_2, ||u||_1 <= t_1; rho = `mix`. */
export function elasticBlock(mix: number): NormBlock {
  if (mix === 0) return l2Block;
  if (mix === 1) return l1Block;
  return {
    curved: true,
    epigraph(builder, head, first, size) {
      const t2 = builder.variables(1);
      const t1 = builder.variables(1);
      l2Block.epigraph(builder, t2, first, size);
      l1Block.epigraph(builder, t1, first, size);
      builder.nonnegative(
        [
          [head, 1],
          [t2, mix - 1],
          [t1, -mix],
        ],
        0,
      );
    },

    /**
     * The inf-convolution min{t : h = a + b, ||a||_2 <= (1 - rho) t, ||b||_inf <= rho t}: at a given t the best b is h
     * clipped to rho t. Whether that t is enough is bisected; any t that is enough bounds N* from above.
     */
    dual(h) {
      const enough = (t: number) => {
        const rest = h.map((value) => Math.max(0, Math.abs(value) - mix * t));
        return l2.value(rest) <= (1 - mix) * t;
      };
      let low = Math.max(linf.value(h), l2.value(h) / (1 - mix + mix * Math.sqrt(h.length)));
      let high = Math.min(l2.value(h) / (1 - mix), linf.value(h) / mix, l1.value(h));
      for (let i = 0; i < bisections && low < high; i++) {
        const middle = (low + high) / 2;
        if (enough(middle)) high = middle;
        else low = middle;
      }
      return high;
    },
  };
}
