import type { Network } from '../../core/network.js';

/** A network with what a reader of its file should know about it. */
export interface Model {
  readonly network: Network;
  /** Entries of the rows that it takes. */
  readonly columns: number;
  /** Texts by name: where the model comes from, what its columns and labels are called. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A kind of model file. One file per format, beside this one. */
export interface ModelFormat {
  readonly name: string;
  readonly description: string;
  readonly mediaType: string;
  /** Of the file's name, without the dot. */
  readonly extension: string;
  /** float32 files round the weights once. */
  readonly precision: 'float32' | 'float64';
  /** Throws InputError where the format has no form for a layer. */
  write(model: Model): Uint8Array;
}
