import type { Matrix } from '../../core/matrix.js';
import { roundingOf, underflow } from '../bounds/rounding.js';
import type { Box } from '../chain/box.js';
import { pulledBack } from './affine.js';
import type { BoundedPiece } from './bounded-piece.js';

/** Linear forms c . h of the outputs h of some pieces, one per row, and what has been split off from them. */
interface Forms {
  readonly count: number;
  /** (count, outputs), row-major. */
  readonly coefficients: Float64Array;
  readonly constants: Float64Array;
  /** Rounding of all that was computed so far. */
  readonly charges: Float64Array;
}

/**
 * Lower bounds, less their rounding, on the forms c . h for the rows c of a matrix, over the points of the box: from the last
 * piece back to the first, c . phi(z) >= p . z + t with the lower line where c >= 0 and the upper one where c < 0; the linear
 * function of the box that is left is minimised in closed form. Zhang et al., CROWN, 2018, thm. 3.2.
 *
 * Rounding: what was computed of a piece differs from what it stands for by at most n u times the sum of the absolute terms,
 * n of them; that, for exact and for computed values of the network alike, is charged piece by piece.
 */
export function lowestForms(pieces: readonly BoundedPiece[], box: Box, forms: Matrix): Float64Array {
  const { count, coefficients, constants, charges } = pulledThrough(pieces, {
    count: forms.rows,
    coefficients: forms.data,
    constants: new Float64Array(forms.rows),
    charges: new Float64Array(forms.rows),
  });
  const { center, radii } = box;
  const rounding = roundingOf(center.length);
  return Float64Array.from({ length: count }, (_, k) => {
    let least = constants[k]!;
    let size = Math.abs(least);
    for (let j = 0; j < center.length; j++) {
      const c = coefficients[k * center.length + j]!;
      const reach = radii[j]! * Math.abs(c);
      least += c * center[j]! - reach;
      size += Math.abs(c * center[j]!) + reach;
    }
    const bound = least - charges[k]! - rounding * size - underflow;
    return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
  });
}

function pulledThrough(pieces: readonly BoundedPiece[], forms: Forms): Forms {
  return pieces.reduceRight((after, piece) => pulledThroughOne(piece, after), forms);
}

function pulledThroughOne(piece: BoundedPiece, forms: Forms): Forms {
  switch (piece.kind) {
    case 'affine':
      return throughAffine(piece, forms);
    case 'activation':
      return throughBands(piece, forms);
    case 'max-pool':
      return throughPool(piece, forms);
    case 'residual':
      return throughResidual(piece, forms);
  }
}

type OfKind<Kind> = Extract<BoundedPiece, { readonly kind: Kind }>;

/** c . (A x + b) = A'c . x + c . b. */
function throughAffine({ affine, magnitude }: OfKind<'affine'>, forms: Forms): Forms {
  splitOff(forms, magnitude.length, (c, i) => ({
    constant: c * affine.offset[i]!,
    size: Math.abs(c) * magnitude[i]!,
  }));
  const { count, coefficients } = forms;
  return { ...forms, coefficients: pulledBack(affine, count, coefficients, affine.output) };
}

/** c_i phi(z_i) >= c_i (slope z_i + shift). */
function throughBands({ bands, reach }: OfKind<'activation'>, forms: Forms): Forms {
  const coefficients = new Float64Array(forms.coefficients.length);
  splitOff(forms, bands.length, (c, i, k) => {
    const { slope, shift } = c > 0 ? bands[i]!.lower : bands[i]!.upper;
    coefficients[k * bands.length + i] = c * slope;
    return { constant: c * shift, size: Math.abs(c) * (Math.abs(slope) * reach[i]! + Math.abs(shift)) };
  });
  return { ...forms, coefficients };
}

/** c_i y_i >= c_i x_from where c_i > 0 or the window is settled, c_i most_i elsewhere. */
function throughPool({ inputs, from, settled, most, reach }: OfKind<'max-pool'>, forms: Forms): Forms {
  const coefficients = new Float64Array(forms.count * inputs);
  splitOff(forms, from.length, (c, i, k) => {
    const size = Math.abs(c) * reach[i]!;
    if (c < 0 && !settled[i]) return { constant: c * most[i]!, size };
    coefficients[k * inputs + from[i]!]! += c;
    return { constant: 0, size };
  });
  return { ...forms, coefficients };
}

/** c . (x + branch(x)). */
function throughResidual({ branch, magnitude }: OfKind<'residual'>, forms: Forms): Forms {
  splitOff(forms, magnitude.length, (c, i) => ({ constant: 0, size: Math.abs(c) * magnitude[i]! }));
  const inner = pulledThrough(branch, forms);
  const coefficients = inner.coefficients.map((value, i) => value + forms.coefficients[i]!);
  return { ...inner, coefficients };
}

/** Adds the constants that `part` splits off from each coefficient c, number i of form k, to those of the forms. */
function splitOff(
  { count, coefficients, constants, charges }: Forms,
  outputs: number,
  part: (c: number, i: number, k: number) => { readonly constant: number; readonly size: number },
): void {
  const rounding = roundingOf(outputs);
  for (let k = 0; k < count; k++) {
    let sum = 0;
    let sizes = 0;
    for (let i = 0; i < outputs; i++) {
      const c = coefficients[k * outputs + i]!;
      if (c === 0) continue;
      const { constant, size } = part(c, i, k);
      sum += constant;
      sizes += size;
    }
    constants[k]! += sum;
    charges[k]! += rounding * sizes + Number.EPSILON * Math.abs(constants[k]!);
  }
}
