// The files through which a side of bench/convex-splitting.mjs or bench/convex-digits.mjs gets its program and leaves its
// iterates, and what these iterates are worth.
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { activityGroups } = await compiled('convex/activity-groups.js');
const { reachedBy } = await compiled('convex/engine/certify-iterate.js');
const { lossBlocks } = await compiled('convex/losses/index.js');

/** Leaves x (n, d), y (n,) and active (n, P), float64, where a peer reads them. */
export function storeInstance({ problem, patterns }, folder) {
  const { x, y } = problem.train;
  const active = new Float64Array(x.rows * patterns.length);
  for (const [i, pattern] of patterns.entries())
    for (let k = 0; k < x.rows; k++) active[k * patterns.length + i] = pattern.active[k];
  for (const [name, array] of Object.entries({ x: x.data, y: y.data, active }))
    writeFileSync(join(folder, name), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** Objective of the iterate of that index in the file `iterates`, put back into its cells, in float64. */
export function judgeOf({ problem, patterns }, folder, kernels) {
  const { x } = problem.train;
  const groups = activityGroups(patterns, x.rows);
  const judged = { problem, patterns, groups, loss: lossBlocks[problem.loss.name], kernels };
  const rows = 2 * patterns.length;
  return (index) => {
    const data = new Float64Array(rows * x.cols);
    const file = openSync(join(folder, 'iterates'));
    readSync(file, new Uint8Array(data.buffer), { position: index * data.byteLength });
    closeSync(file);
    return reachedBy(judged, { neurons: { rows, cols: x.cols, data } }).upper;
  };
}
