import type { Box } from '#relucent/certify/chain/box.js';
import { type Chain, type ChainLayer, chainOutputs, denseChain } from '#relucent/certify/chain/chain.js';
import { formValue, type LinearForm } from '#relucent/certify/chain/margin-forms.js';
import { zeros } from '#relucent/core/matrix.js';
import { createRandom, type Random } from '#relucent/core/random.js';

export interface ChainShape {
  readonly seed: number;
  /** Inputs, hidden widths, outputs. */
  readonly sizes: readonly number[];
  readonly slope: number;
  readonly bias: boolean;
}

export function randomChain({ seed, sizes, slope, bias }: ChainShape): Chain {
  const random = createRandom(seed, 'chain');
  const layers = sizes.slice(1).map((rows, l): ChainLayer => {
    const weight = zeros(rows, sizes[l]!);
    weight.data.forEach((_, i) => {
      weight.data[i] = random.normal();
    });
    return {
      weight,
      bias: new Float64Array(rows).map(() => (bias ? random.normal() : 0)),
      slope: l === sizes.length - 2 ? 1 : slope,
    };
  });
  return denseChain(layers);
}

export function randomBox(seed: number, d: number, radius: number): Box {
  const random = createRandom(seed, 'box');
  const center = new Float64Array(d).map(() => random.normal());
  // Where there are several columns, one of them is fixed.
  return { center, radii: new Float64Array(d).map((_, j) => (j === 0 && d > 2 ? 0 : radius)) };
}

export function pointIn({ center, radii }: Box, random: Random): Float64Array {
  return center.map((value, j) => {
    const moved = value + radii[j]! * (random.uniform() < 0.3 ? random.sign() : 2 * random.uniform() - 1);
    return Math.min(value + radii[j]!, Math.max(value - radii[j]!, moved));
  });
}

/**
 * The least value of a form on a box, by enumeration: it is attained where d of the hyperplanes z_i = 0 and the faces of
 * the box meet. Above the first layer z_i is one affine function for each choice of signs below.
 */
export function leastByEnumeration(chain: Chain, form: LinearForm, { center, radii }: Box): number {
  const moving = [...radii.keys()].filter((j) => radii[j]! > 0);
  const faces = moving.flatMap((_, place) =>
    [1, -1].map((side) => ({ slope: moving.map((_, p) => (p === place ? 1 : 0)), level: side })),
  );
  let least = Number.POSITIVE_INFINITY;
  const look = (u: readonly number[]) => {
    if (u.some((value) => Math.abs(value) > 1 + 1e-9)) return;
    const point = center.slice();
    moving.forEach((j, place) => {
      point[j]! += radii[j]! * u[place]!;
    });
    least = Math.min(least, formValue(form, chainOutputs(chain, point)));
  };
  const identity = moving.map((j, place) => ({
    column: j,
    slope: moving.map((_, p) => (p === place ? radii[j]! : 0)),
  }));
  const inputs = Array.from(center, (value, j) => ({
    slope: identity.find((entry) => entry.column === j)?.slope ?? moving.map(() => 0),
    constant: value,
  }));
  explore(0, inputs, faces);
  return least;

  function explore(l: number, below: readonly Affine[], planes: readonly Plane[]): void {
    const layer = chain.hidden[l];
    if (!layer) {
      for (const chosen of subsets(planes, moving.length)) {
        const u = intersection(chosen);
        if (u) look(u);
      }
      return;
    }
    const z = Array.from(layer.bias, (bias, i) => combine(layer, i, below, bias));
    const all = [...planes, ...z.map(({ slope, constant }) => ({ slope, level: -constant }))];
    // The signs of the last hidden layer change no hyperplane.
    if (l === chain.hidden.length - 1) {
      explore(l + 1, z, all);
      return;
    }
    for (let mask = 0; mask < 2 ** z.length; mask++) {
      const above = z.map(({ slope, constant }, i) => {
        const factor = mask & (1 << i) ? 1 : layer.slope;
        return { slope: slope.map((value) => factor * value), constant: factor * constant };
      });
      explore(l + 1, above, all);
    }
  }
}

interface Affine {
  readonly slope: readonly number[];
  readonly constant: number;
}

interface Plane {
  readonly slope: readonly number[];
  readonly level: number;
}

function combine({ weight }: ChainLayer, i: number, below: readonly Affine[], bias: number): Affine {
  const at = (j: number) => weight.data[i * weight.cols + j]!;
  return {
    slope: below[0]!.slope.map((_, p) => below.reduce((sum, part, j) => sum + at(j) * part.slope[p]!, 0)),
    constant: below.reduce((sum, part, j) => sum + at(j) * part.constant, bias),
  };
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  else
    for (let i = from; i + size <= items.length; i++)
      for (const rest of subsets(items, size - 1, i + 1)) yield [items[i]!, ...rest];
}

/** Solves the square system by Gaussian elimination; undefined where it is singular. */
function intersection(planes: readonly Plane[]): number[] | undefined {
  const rows = planes.map(({ slope, level }) => [...slope, level]);
  const size = rows.length;
  for (let c = 0; c < size; c++) {
    const pivot = rows.reduce(
      (best, r, i) => (i >= c && Math.abs(r[c]!) > Math.abs(rows[best]![c]!) ? i : best),
      c,
    );
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const head = rows[c]!;
    if (Math.abs(head[c]!) < 1e-12) return undefined;
    for (const [i, r] of rows.entries()) {
      if (i === c) continue;
      const factor = r[c]! / head[c]!;
      for (let k = c; k <= size; k++) r[k]! -= factor * head[k]!;
    }
  }
  return rows.map((r, i) => r[size]! / r[i]!);
}
