import type { Box } from '../chain/box.js';
import type { RelaxedLayer } from './relaxed-layer.js';

/** A linear form g(x) = output . h(x) + constant of what layers make of the points of a box, ready to be bounded. */
export interface RelaxedForm {
  /** Holds every float64 point of the box that the question is about. */
  readonly box: Box;
  readonly layers: readonly RelaxedLayer[];
  /** One coefficient per neuron of the last layer, or per column without layers. */
  readonly output: Float64Array;
  readonly constant: number;
  /** Sum of the absolute terms of g. */
  readonly magnitude: number;
  /** Errors per unit of magnitude. */
  readonly rounding: number;
}

/**
 * The points of the box at which some unstable neurons have a given sign, and what is known about the others there.
 * Unstable neurons are numbered through all layers, the first layer first.
 */
export interface Region {
  /** Sign that z is held to: 1 (z >= 0), -1 (z <= 0), 0 (none: an open neuron). */
  readonly signs: Int8Array;
  /** Bounds on z; low < 0 < high for open neurons. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A point of the dual problem on a region. */
export interface DualPoint {
  /** Open neurons: the lower slope alpha in [slope, 1]. Held ones: the multiplier beta >= 0 of their sign. */
  readonly values: Float64Array;
  /** Weight of the form itself beside the multipliers: 1, or 0 for a proof that the signs contradict each other. */
  readonly weight: number;
}

/** The whole box: no sign held. */
export function wholeBox({ layers }: Pick<RelaxedForm, 'layers'>): Region {
  const low = Float64Array.from(layers.flatMap((layer) => Array.from(layer.low)));
  const high = Float64Array.from(layers.flatMap((layer) => Array.from(layer.high)));
  return { signs: new Int8Array(low.length), low, high };
}

/** The lower slopes of CROWN (Zhang et al., 2018): 1 where z reaches further up than down, else the activation's own. */
export function crownPoint({ layers }: Pick<RelaxedForm, 'layers'>): DualPoint {
  const values = layers.flatMap(({ low, high, slope }) =>
    Array.from(low, (l, i) => (high[i]! > -l ? 1 : slope)),
  );
  return { values: Float64Array.from(values), weight: 1 };
}

/** Slope of the chord of phi between low and high. */
export function chordSlope(low: number, high: number, slope: number): number {
  return (high - slope * low) / (high - low);
}

/** The least t with phi(z) <= chord z + t between low and high, for the chord as it was rounded. */
export function chordLift(low: number, high: number, slope: number, chord: number): number {
  return Math.max((1 - chord) * high, (slope - chord) * low);
}
