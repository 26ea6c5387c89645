import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { idxFiles } from '#relucent/reproduce/data-folder.js';
import { dlamFashion } from '#relucent/reproduce/dlam-fashion.js';
import { dlamMnist } from '#relucent/reproduce/dlam-mnist.js';
import { methods, reachAll, widths } from '#relucent/reproduce/dlam-runs.js';
import { Interrupted } from '#relucent/reproduce/train.js';

const context = {
  registry: builtinRegistry(),
  quick: true,
  signal: new AbortController().signal,
  report: () => {},
};

/** A folder with the four files of MNIST, of 30 small images of noise each. */
function noiseFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relucent-'));
  const random = createRandom(1);
  const write = (name: string, dims: number[], values: () => number) => {
    const header = Buffer.from([
      0,
      0,
      8,
      dims.length,
      ...dims.flatMap((size) => [0, 0, size >> 8, size & 255]),
    ]);
    const length = dims.reduce((product, size) => product * size, 1);
    writeFileSync(
      join(folder, name),
      gzipSync(Buffer.concat([header, Buffer.from(Array.from({ length }, values))])),
    );
  };
  for (const part of ['train', 't10k']) {
    let row = 0;
    write(`${part}-images-idx3-ubyte.gz`, [30, 8, 8], () => random.integer(256));
    write(`${part}-labels-idx1-ubyte.gz`, [30], () => row++ % 10);
  }
  return folder;
}

describe('the experiments of dlam', () => {
  it('need their data', async () => {
    for (const experiment of [dlamMnist, dlamFashion]) {
      await expect(experiment.run(context)).rejects.toThrow(/--data FOLDER/);
    }
  });

  it('run every method at every width', async () => {
    const sweeps = { dlam: { 10: 2, 100: 3 }, admm: 1 };
    const reached = await reachAll({ images: 30, sweeps }, idxFiles('mnist'), {
      ...context,
      dataFolder: noiseFolder(),
    });
    expect(reached).toHaveLength(methods.length * widths.length);
    for (const { last, highest, train, test } of reached) {
      expect(highest).toBeGreaterThanOrEqual(last);
      for (const share of [last, train, test]) expect(share).toBeGreaterThanOrEqual(0);
      expect(test).toBeLessThanOrEqual(1);
    }
    expect(new Set(reached.map(({ sweeps }) => sweeps))).toEqual(new Set([1, 2, 3]));
  });

  it('end when they are interrupted', async () => {
    const abort = new AbortController();
    abort.abort({ status: 'cancelled', message: 'enough' });
    const run = dlamMnist.run({ ...context, signal: abort.signal, dataFolder: noiseFolder() });
    await expect(run).rejects.toThrow(Interrupted);
  });
});
