import { inputError } from '../core/errors.js';
import type { ExperimentContext } from './experiment.js';

/** The folder with these files. Throws InputError where none was named. */
export function requireFolder({ dataFolder }: ExperimentContext, files: readonly string[]): string {
  if (dataFolder !== undefined) return dataFolder;
  throw inputError('/data', `needs the folder with ${files.join(' and ')}: --data FOLDER`);
}
