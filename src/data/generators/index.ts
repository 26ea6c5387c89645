import type { GeneratorData } from '../../core/generated/documents.js';
import { createRandom } from '../../core/random.js';
import { requireMemory } from '../memory.js';
import type { Table } from '../table.js';
import { blobs } from './blobs.js';
import { boxSeparable } from './box-separable.js';
import type { Generator, Options } from './generator.js';
import { mlpTeacher } from './mlp-teacher.js';
import { patchesTeacher } from './patches-teacher.js';
import { planted } from './planted.js';
import { randomLabels } from './random-labels.js';
import { rings } from './rings.js';
import { spirals } from './spirals.js';
import { twoMoons } from './two-moons.js';

const generators: { readonly [Name in GeneratorData['name']]: Generator<Options<Name>> } = {
  'two-moons': twoMoons,
  blobs,
  spirals,
  rings,
  'random-labels': randomLabels,
  planted,
  'box-separable': boxSeparable,
  'patches-teacher': patchesTeacher,
  'mlp-teacher': mlpTeacher,
};

/** Synthetic data: the same options and seed (the generator's own, else the task's) give the same table. */
export function generate(
  data: GeneratorData,
  context: { readonly pointer: string; readonly seed: number; readonly memoryMb: number },
): Table {
  const generator: Generator<GeneratorData> = generators[data.name];
  requireMemory(generator.size(data), context.memoryMb, `${context.pointer}/n`);
  return generator.generate(data, createRandom(data.seed ?? context.seed, data.name), context.pointer);
}
