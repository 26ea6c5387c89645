import { norm2 } from '../../core/matrix.js';
import type { PatchesNetwork } from '../../core/patches-network.js';
import { angle } from './angle.js';
import type { FilterLoss } from './filter-loss.js';

/**
 * The expected squared error against a teacher w* over rows of standard normal entries, times a scale:
 *
 *   f(w) = E (F(x; w) - F(x; w*))^2 = [ A (||w|| - ||w*||)^2 + k ||w|| ||w*|| h(t) ] / k^2,
 *   h(t) = 1 - (sin t + (pi - t) cos t) / pi,   A = k/2 + (k^2 - k) / (2 pi),
 *
 * t the angle between w and w*. There is no gradient at w = 0.
 * Source: Dinh and Xin, "Convergence of a relaxed variable splitting method for learning sparse neural networks",
 * eqs. 7 and 8, with the terms in ||w|| and ||w*|| collected.
 */
export function populationLoss({ filter: teacher, patches: k }: PatchesNetwork, scale = 1): FilterLoss {
  const length = norm2(teacher);
  const pairs = (k * k - k) / Math.PI;
  return {
    // On the unit sphere, for a unit teacher (the paper's Lipschitz constant).
    curvature: 4 * scale,

    value(w) {
      const own = norm2(w);
      const apart = own === 0 ? 0 : k * own * length * angularLoss(angle(w, teacher));
      return (scale * ((k / 2 + pairs / 2) * (own - length) ** 2 + apart)) / k ** 2;
    },

    gradient(w) {
      const t = angle(w, teacher);
      const ratio = length / norm2(w);
      const along = k + pairs - (k / Math.PI) * ratio * Math.sin(t) - pairs * ratio;
      const towards = (k / Math.PI) * (Math.PI - t);
      return w.map((each, j) => (scale * (along * each - towards * teacher[j]!)) / k ** 2);
    },
  };
}

/** h(t), from 0 at t = 0 to 1 at pi. */
function angularLoss(t: number): number {
  return 2 * Math.sin(t / 2) ** 2 + (t * Math.cos(t) - Math.sin(t)) / Math.PI;
}
