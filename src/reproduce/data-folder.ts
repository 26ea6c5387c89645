import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../core/errors.js';
import type { ExperimentContext } from './experiment.js';

/** Data files of an experiment, in the folder that was named or in one of this name inside it. */
export interface DataFiles {
  readonly folder: string;
  readonly files: readonly string[];
}

/** Where the images of an experiment are. */
export function idxFiles(folder: 'mnist' | 'fashion-mnist'): DataFiles {
  const files = ['train', 't10k'].flatMap((part) =>
    ['images-idx3-ubyte.gz', 'labels-idx1-ubyte.gz'].map((what) => `${part}-${what}`),
  );
  return { folder, files };
}

/** The context with the folder that holds these files. Throws InputError where there is none. */
export function withData<Context extends Pick<ExperimentContext, 'dataFolder'>>(
  context: Context,
  { folder, files }: DataFiles,
): Context & { readonly dataFolder: string } {
  const given = context.dataFolder;
  const needed = `the folder with ${files.join(' and ')}, or one that has it as ${folder}`;
  if (given === undefined) throw inputError('/data', `needs ${needed}: --data FOLDER`);
  const found = [join(given, folder), given].find((place) =>
    files.every((file) => existsSync(join(place, file))),
  );
  if (found === undefined) throw inputError('/data', `${given} is not ${needed}`);
  return { ...context, dataFolder: found };
}
