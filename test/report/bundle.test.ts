import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '#relucent/core/generated/documents.js';
import { networkFromDocument, predict } from '#relucent/core/network.js';
import type { AnyProblem } from '#relucent/core/problem.js';
import { createRandom } from '#relucent/core/random.js';
import { validateDocument } from '#relucent/core/validation.js';
import { builtinRegistry } from '#relucent/pipeline/builtins.js';
import { execute } from '#relucent/pipeline/execute.js';
import { certificateBundle } from '#relucent/report/bundle/bundle.js';
import { vnnlib } from '#relucent/report/bundle/vnnlib.js';

const spec = {
  relucent: 1,
  data: {
    source: 'generator',
    name: 'two-moons',
    n: 60,
    noise: 0.2,
    seed: 3,
    bias: true,
    split: { test: 0.4 },
  },
  model: { hidden: [8] },
  threat: { radius: 0.25 },
  solver: { name: 'gd-pgd', options: { epochs: 60 } },
};

/** The bounds of every input, and the statement about the outputs, as another program would read them. */
function read(text: string): { lower: number[]; upper: number[]; outputs: string } {
  const bounds = (sign: string) =>
    [
      ...text.matchAll(new RegExp(`\\(assert \\(${sign} X_\\d+ (?:\\(- ([\\d.]+)\\)|([\\d.]+))\\)\\)`, 'g')),
    ].map(([, negative, positive]) => (negative === undefined ? Number(positive) : -Number(negative)));
  const [, outputs] = /\(assert (.*Y_0.*)\)\n$/.exec(text)!;
  return { lower: bounds('>='), upper: bounds('<='), outputs: outputs! };
}

describe('a certificate bundle', () => {
  let files: Record<string, Uint8Array>;
  let result: Result;
  let problem: AnyProblem;
  const text = (name: string) => Buffer.from(files[name]!).toString();

  beforeAll(async () => {
    const done = await execute(validateDocument(spec), {
      registry: builtinRegistry(),
      signal: new AbortController().signal,
      report: () => {},
    });
    if ('runs' in done.result) throw new Error('expected one run');
    ({ result, problem } = { result: done.result, problem: done.problem });
    files = unzipSync(await certificateBundle(result, problem));
  });

  it('has a property and a verdict for every test row', () => {
    const names = Object.keys(files).filter((name) => name.startsWith('properties/'));
    expect(names).toHaveLength(24);
    const lines = text('verdicts.csv').trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(names);
    const certified = lines.filter((line) => line.split(',')[1] === 'robust').length / 24;
    expect(certified).toBe(result.metrics!.test!.certifiedAccuracy);
    expect(lines.some((line) => line.includes('vulnerable'))).toBe(true);
    expect(text('instances.csv').split('\n')[3]).toBe(`model.onnx,${names[3]},116`);
    expect(JSON.parse(text('result.json'))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it('states what holds: no point of a robust row satisfies its property', () => {
    const network = networkFromDocument(result.network!, 3);
    const random = createRandom(1, 'points');
    const lines = text('verdicts.csv').trim().split('\n').slice(1);
    for (const line of lines) {
      const [name, verdict] = line.split(',') as [string, string];
      const { lower, upper, outputs } = read(text(name));
      const points = Array.from({ length: 200 }, (_, i) =>
        lower.map((low, j) =>
          i < 4 ? [low, upper[j]!][(i >> j) & 1]! : low + (upper[j]! - low) * random.uniform(),
        ),
      );
      const values = predict(network, { rows: 200, cols: 3, data: Float64Array.from(points.flat()) }).data;
      const wrong = values.some((value) => (outputs.startsWith('(<=') ? value <= 0 : value >= 0));
      if (verdict === 'robust') expect(wrong, name).toBe(false);
    }
  });

  it('is refused where rows have no labels', async () => {
    const { classes: _, ...summary } = problem.summary;
    await expect(certificateBundle(result, { ...problem, summary })).rejects.toThrow(/have none/);
  });
});

describe('a property', () => {
  it('writes its numbers in full', () => {
    const values = [0.1, -1e-9, 3, 123456789.123, 5e-324, -2e22];
    const { lower } = read(vnnlib({ lower: values, upper: values, label: 1, outputs: 1, comment: '' }));
    expect(lower.map((value, i) => (i === 4 ? Math.abs(value) < 1e-99 : value === values[i]))).toEqual(
      values.map(() => true),
    );
  });

  it('asks for any other output that is as large', () => {
    const text = vnnlib({ lower: [0], upper: [1], label: 1, outputs: 3, comment: 'c' });
    expect(text).toContain('(assert (or (and (>= Y_0 Y_1)) (and (>= Y_2 Y_1))))');
    const negative = vnnlib({ lower: [0], upper: [1], label: -1, outputs: 1, comment: 'c' });
    expect(negative).toContain('(assert (>= Y_0 0.0))');
  });
});
