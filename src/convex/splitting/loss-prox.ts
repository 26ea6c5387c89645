/** argmin over z of loss(z, y) + (z - at)^2 / (2 step), for one sample. */
export type LossProx = (at: number, y: number, step: number) => number;

/** Closed forms; losses without one are not split. Hinge: max(0, 1 - y z). Squared: (z - y)^2 / 2. */
const proxes: Readonly<Record<string, LossProx>> = {
  hinge(at, y, step) {
    const margin = y * at;
    if (margin >= 1) return at;
    return y * Math.min(1, margin + step);
  },
  squared: (at, y, step) => (at + step * y) / (1 + step),
};

export function lossProx(loss: string): LossProx | undefined {
  return Object.hasOwn(proxes, loss) ? proxes[loss] : undefined;
}

/** Losses that can be split. */
export function splittingLosses(): string[] {
  return Object.keys(proxes);
}
