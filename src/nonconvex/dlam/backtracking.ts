/** A step of a proximal gradient method, and the curvature t it was accepted at. */
export interface AcceptedStep<M> {
  readonly point: M;
  readonly curvature: number;
}

/** A candidate: where it leads, ||D||^2 of its move D, and ||A D||^2. */
export interface Trial<M> {
  readonly point: M;
  readonly move: number;
  readonly stretch: number;
}

/** Slack for rounding in the test of a candidate. */
const slack = 1 + 1e-14;

/**
 * The first candidate, t = from, from growth, from growth^2, ..., that lies above the quadratic rho/2 ||A x - y||^2 in
 * its model of curvature t: rho ||A D||^2 <= t ||D||^2, which any t >= rho ||A||_2^2 meets. It lowers the quadratic
 * plus whatever the model adds to it by at least t/2 ||D||^2.
 */
export function backtrack<M>(
  from: number,
  growth: number,
  rho: number,
  candidate: (t: number) => Trial<M>,
): AcceptedStep<M> {
  for (let t = from; ; t *= growth) {
    const { point, move, stretch } = candidate(t);
    if (!(rho * stretch > t * move * slack)) return { point, curvature: t };
  }
}
