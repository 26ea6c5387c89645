import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoints } from '../plugins/trainer.js';

/** Keeps the checkpoint of each run in a file of its own, named by the run's key. A crash leaves the one before. */
export function checkpointFolder(folder: string, everySeconds: number): (key: string) => Checkpoints {
  return (key) => {
    const path = join(folder, `${key}.safetensors`);
    return {
      everySeconds,
      load: () =>
        readFile(path).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        }),
      async save(checkpoint) {
        await mkdir(folder, { recursive: true });
        await writeFile(`${path}.tmp`, checkpoint);
        await rename(`${path}.tmp`, path);
      },
    };
  };
}
