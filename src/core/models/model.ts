import type { Layer } from '../layers/index.js';
import type { ImageShape } from '../problem.js';

/** What a network is to take and to give. */
export interface Ends {
  readonly columns: number;
  readonly outputs: number;
  /** Present where the columns are those of an image and nothing else. */
  readonly image?: ImageShape;
}

/**
 * How weights start, `in` and `out` being their fans; biases start at 0. lecun-normal: N(0, 1/in). he-normal:
 * N(0, 2/in), for ReLUs (He et al. 2015, eq. 10). xavier-uniform: uniform on +- sqrt(6 / (in + out)) (Glorot and
 * Bengio 2010, eq. 16).
 */
export type InitialWeights = 'lecun-normal' | 'he-normal' | 'xavier-uniform';

/** The layers of a model before training: weights and biases 0, batch norms the identity. */
export interface Architecture {
  readonly layers: readonly Layer[];
  /** Whether biases are learned, except in front of a batch norm, which has its own shift. */
  readonly biases: boolean;
  readonly initial: InitialWeights;
}

/** Throws the InputError about the field of the model that stands at `field` ('' for the model itself). */
export type Refuse = (field: string, message: string) => never;

/** One type of model. One file per type, beside this one. */
export interface Model<Spec> {
  /** Refuses ends that the model does not fit between; absent where it fits all. */
  check?(spec: Spec, ends: Ends, refuse: Refuse): void;
  /** Lays out the layers between ends that have passed the check. */
  architecture(spec: Spec, ends: Ends): Architecture;
}
