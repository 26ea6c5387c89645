/** argmin over z of loss(z, y) + (z - at)^2 / (2 step), for one sample. */
export type LossProx = (at: number, y: number, step: number) => number;

const mostSteps = 60;

/** Hinge: max(0, 1 - y z). Squared: (z - y)^2 / 2. Logistic: log(1 + exp(-y z)), by Newton's method up to rounding. */
const proxes: Readonly<Record<string, LossProx>> = {
  hinge(at, y, step) {
    const margin = y * at;
    if (margin >= 1) return at;
    return y * Math.min(1, margin + step);
  },
  squared: (at, y, step) => (at + step * y) / (1 + step),
  logistic(at, y, step) {
    // The margin m = y z with m - y at = step / (1 + exp(m)): the left side less the right one increases.
    let [low, high] = [y * at, y * at + step];
    let margin = low + step / 2;
    for (let i = 0; i < mostSteps; i++) {
      const off = 1 / (1 + Math.exp(margin));
      const rest = margin - y * at - step * off;
      if (rest > 0) high = margin;
      else low = margin;
      const newton = margin - rest / (1 + step * off * (1 - off));
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      const moved = Math.abs(next - margin);
      margin = next;
      if (moved <= Number.EPSILON * (1 + Math.abs(margin))) break;
    }
    return y * margin;
  },
};

export function lossProx(loss: string): LossProx | undefined {
  return Object.hasOwn(proxes, loss) ? proxes[loss] : undefined;
}

/** Losses that can be split. */
export function splittingLosses(): string[] {
  return Object.keys(proxes);
}
