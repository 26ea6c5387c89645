// Programs of bench/convex-splitting: tables of the UCI repository, squared loss, as scnn poses them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { samplePatterns } = await compiled('convex/patterns/sampled.js');
const { squared } = await compiled('core/losses/squared.js');
const { l2 } = await compiled('core/norms/l2.js');
const { createRandom } = await compiled('core/random.js');

/** Tables whose target is the last column. */
export const tables = [
  'breast-cancer-wisc-diag',
  'statlog-australian-credit',
  'statlog-german-credit',
  'pima',
  'concrete',
];

/**
 * minimise ||f - y||^2 / (2 n) + weight sum_i ||u_i||, columns centred and of length 1 with one of ones beside them, which
 * is how scnn scales its data; two classes are -1 and 1, other targets have mean 0 and variance 1.
 */
export function tableCase(folder, name, { patterns: wanted, weight }) {
  const lines = readFileSync(join(folder, `${name}.csv`), 'utf8')
    .trim()
    .split('\n');
  const fields = lines.map((line) => line.split(','));
  const n = fields.length;
  const columns = fields[0].slice(0, -1).map((_, j) => unit(fields.map((row) => Number(row[j]))));
  const kept = [...columns.filter((column) => column.every(Number.isFinite)), ones(n)];
  const labels = fields.map((row) => row.at(-1).trim());
  const classes = [...new Set(labels)];
  const y =
    classes.length === 2
      ? Float64Array.from(labels, (label) => (label === classes[0] ? -1 : 1))
      : unit(labels.map(Number)).map((value) => value * Math.sqrt(n));
  const d = kept.length;
  const x = { rows: n, cols: d, data: new Float64Array(n * d) };
  for (const [j, column] of kept.entries()) for (let k = 0; k < n; k++) x.data[k * d + j] = column[k];
  const { patterns } = samplePatterns(x, { distinct: wanted }, createRandom(0, 'bench'));
  const problem = {
    train: { x, y: { rows: n, cols: 1, data: y } },
    radii: new Float64Array(d),
    loss: squared,
    lossScale: 1 / n,
    weight,
    norm: l2,
  };
  return { name, problem, patterns };
}

/** Centred and of length 1; no numbers where all values are the same. */
function unit(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const length = Math.hypot(...centred);
  return centred.map((value) => value / length);
}

const ones = (n) => new Float64Array(n).fill(1 / Math.sqrt(n));
