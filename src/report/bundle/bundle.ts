import { strToU8, zipSync } from 'fflate';
import { limitsOf } from '../../certify/certification.js';
import { certifyNetwork } from '../../certify/certify-sample.js';
import type { SampleVerdict } from '../../certify/rows/verdict.js';
import { inputError } from '../../core/errors.js';
import type { Result } from '../../core/generated/documents.js';
import { row } from '../../core/matrix.js';
import { type Network, parametersOf, withParameters } from '../../core/network.js';
import type { AnyProblem, Sample } from '../../core/problem.js';
import { exportedModel } from '../exports/exported-model.js';
import { json } from '../exports/json.js';
import { onnx } from '../exports/onnx.js';
import { bundleReadme } from './readme.js';
import { vnnlib } from './vnnlib.js';

/** Rows at most that get a property of their own. */
const mostRows = 1000;

/** Seconds that competitions give a property. */
const timeout = 116;

/**
 * A zip with everything that is needed to verify a network again, here or with another verifier: model.onnx (float32),
 * network.json (float64), result.json with its certificate and hashes, a robustness property in VNN-LIB for each row of
 * the test part (of the training part where there is none), and what was proven of each row: with the float64 weights, and
 * with the weights rounded to float32 as the ONNX file has them.
 * Throws InputError where the result has no network or its rows no labels.
 */
export async function certificateBundle(result: Result, problem: AnyProblem): Promise<Uint8Array> {
  const model = exportedModel(result, { rows: 'prepared' });
  if (problem.summary.classes === undefined) {
    throw inputError('/data', 'a bundle states that labels are right, and these rows have none');
  }
  const part = problem.test ? 'test' : 'train';
  const sample = firstRows(problem.test ?? problem.train);
  const limits = limitsOf(true)!;
  const decide = (network: Network) => certifyNetwork(network, sample, problem.radii, limits);
  const exact = await decide(model.network);
  const rounded = await decide(roundedToFloat32(model.network));
  const properties = propertiesOf(sample, problem.radii, part);
  const names = Object.keys(properties);
  return zipSync({
    'README.md': strToU8(bundleReadme(result, { part, exact, rounded })),
    'result.json': strToU8(JSON.stringify(result)),
    'model.onnx': onnx.write(model),
    'network.json': json.write(model),
    'verdicts.csv': strToU8(verdictsCsv(names, exact, rounded)),
    'instances.csv': strToU8(names.map((name) => `model.onnx,${name},${timeout}\n`).join('')),
    ...properties,
  });
}

function firstRows({ x, y }: Sample): Sample {
  const rows = Math.min(x.rows, mostRows);
  const head = (matrix: Sample['x']) => ({
    ...matrix,
    rows,
    data: matrix.data.subarray(0, rows * matrix.cols),
  });
  return { x: head(x), y: head(y) };
}

function roundedToFloat32(network: Network): Network {
  return withParameters(
    network,
    parametersOf(network).map((values) => values.map(Math.fround)),
  );
}

function propertiesOf({ x, y }: Sample, radii: Float64Array, part: string): Record<string, Uint8Array> {
  const width = String(x.rows - 1).length;
  return Object.fromEntries(
    Array.from({ length: x.rows }, (_, k) => {
      const targets = row(y, k);
      const label = y.cols === 1 ? targets[0]! : targets.indexOf(Math.max(...targets));
      const text = vnnlib({
        lower: row(x, k).map((value, j) => value - radii[j]!),
        upper: row(x, k).map((value, j) => value + radii[j]!),
        label,
        outputs: y.cols,
        comment: `row ${k} of the ${part} part, ${y.cols === 1 ? 'label' : 'output'} ${label}`,
      });
      return [`properties/${part}-${String(k).padStart(width, '0')}.vnnlib`, strToU8(text)] as const;
    }),
  );
}

function verdictsCsv(names: readonly string[], exact: SampleVerdict, rounded: SampleVerdict): string {
  const lines = names.map((name, k) => `${name},${exact.rows[k]!.status},${rounded.rows[k]!.status}\n`);
  return `property,float64,float32\n${lines.join('')}`;
}
