import { row } from '../../core/matrix.js';
import { inputGradients, type Network, predict } from '../../core/network.js';
import { stepLengths } from '../branch/descend.js';
import { type Box, clipped, roundedBox } from '../chain/box.js';
import { formValue, type LinearForm, marginForms } from '../chain/margin-forms.js';
import type { Finding } from '../rows/verdict.js';
import { boundPieces } from './bound-pieces.js';
import { openNeurons } from './bounded-piece.js';
import type { Pieces } from './piece.js';
import { lowestOn, lowestOutputs } from './pieces-range.js';

/** Multiply-adds of one row (some seconds of them) up to which neurons are bounded by linear relaxation one by one. */
const relaxedUpTo = 2e9;

/** Is the label of a row right at every point of its box? */
export interface PiecesQuestion extends Pieces {
  readonly network: Network;
  readonly box: Box;
  readonly label: number;
}

/**
 * The tests, the cheapest first: the row itself, intervals, linear relaxation on top of intervals, an attack, and linear
 * relaxation throughout where that does not take too long.
 */
export function screenPieces(question: PiecesQuestion): Finding {
  const { pieces, work, outputs, label } = question;
  const forms = marginForms(outputs, label);
  const clean = lowestForm(question, forms, question.box.center);
  if (!(clean.value > 0)) return wrong(clean, 'clean', Number.NEGATIVE_INFINITY);

  const box = roundedBox(question.box);
  const matrix = {
    rows: forms.length,
    cols: outputs,
    data: Float64Array.from(forms.flatMap(({ coefficients }) => [...coefficients])),
  };
  const robust = (by: 'intervals' | 'relaxation', lower: number): Finding => ({
    status: 'robust',
    by,
    lower: Math.min(lower, clean.value),
    upper: clean.value,
    nodes: 0,
  });

  const bounded = boundPieces(pieces, box, 'intervals');
  const loosest = Math.min(...forms.map((_, k) => lowestOn(bounded.output, row(matrix, k))));
  if (loosest > 0) return robust('intervals', loosest);
  const lows = lowestOutputs(bounded, box, matrix);
  let lower = Math.min(...lows);
  if (lower > 0) return robust('relaxation', lower);

  let found = clean;
  for (const [k, form] of forms.entries()) {
    if (lows[k]! > 0) continue;
    const reached = descended(question, forms, form);
    if (reached.value < found.value) found = reached;
    if (!(found.value > 0)) return wrong(found, 'attack', lower);
  }
  if (2 * openNeurons(bounded.pieces) * work <= relaxedUpTo) {
    const tight = lowestOutputs(boundPieces(pieces, box, 'relaxation'), box, matrix);
    lower = Math.min(...tight.map((bound, k) => Math.max(bound, lows[k]!)));
    if (lower > 0) return robust('relaxation', lower);
  }
  return {
    status: 'undecided',
    by: 'attack',
    lower: Math.min(lower, found.value),
    upper: found.value,
    nodes: 0,
  };
}

/** A point and the least margin form there, in float64. */
interface Reached {
  readonly value: number;
  readonly point: Float64Array;
}

function lowestForm({ network }: PiecesQuestion, forms: readonly LinearForm[], point: Float64Array): Reached {
  const outputs = predict(network, { rows: 1, cols: point.length, data: point }).data;
  const value = Math.min(...forms.map((form) => formValue(form, outputs)));
  return { value: Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value, point };
}

/** The lowest of the points that signed gradient steps on one form pass, as in `descend`. */
function descended(
  question: PiecesQuestion,
  forms: readonly LinearForm[],
  { coefficients }: LinearForm,
): Reached {
  const { network, box } = question;
  const slopes = { rows: 1, cols: coefficients.length, data: coefficients };
  let reached = lowestForm(question, forms, box.center);
  let best = reached;
  for (const length of stepLengths) {
    const x = { rows: 1, cols: reached.point.length, data: reached.point };
    const gradient = inputGradients(network, x, slopes).data;
    const moved = reached.point.map((value, j) => value - length * box.radii[j]! * Math.sign(gradient[j]!));
    reached = lowestForm(question, forms, clipped(box, moved));
    if (reached.value < best.value) best = reached;
    if (!(best.value > 0)) break;
  }
  return best;
}

function wrong({ value, point }: Reached, by: NonNullable<Finding['by']>, bound: number): Finding {
  const counterexample = point.slice();
  return { status: 'vulnerable', by, lower: Math.min(bound, value), upper: value, counterexample, nodes: 0 };
}
