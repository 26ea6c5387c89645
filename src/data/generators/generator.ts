import type { GeneratorData } from '../../core/generated/documents.js';
import type { Random } from '../../core/random.js';
import type { Table } from '../table.js';

/** The options of one generator, by its name. */
export type Options<Name extends GeneratorData['name']> = Extract<GeneratorData, { name: Name }>;

/** One kind of synthetic data. */
export interface Generator<O> {
  /** Float64 values that are held at once, counted before any is allocated. */
  size(options: O): number;
  /** Draws the rows. Throws InputError below `pointer` where the options cannot be met. */
  generate(options: O, random: Random, pointer: string): Table;
}
