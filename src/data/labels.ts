import { inputError } from '../core/errors.js';
import type { DataSummary } from '../core/generated/documents.js';
import type { Loss } from '../core/losses/loss.js';
import { parseNumber } from './cell.js';
import type { Target } from './table.js';

type Label = number | string;

/** How targets become the loss's numbers. */
export interface Labelling {
  /** The labels and their values, in the order of the values; absent: targets stay as they are. */
  readonly classes?: NonNullable<DataSummary['classes']>;
  /** Rows with other labels are left out (`data.classes`) rather than refused. */
  readonly selects: boolean;
}

/** Rows that are kept, ascending, and the target of each. */
export interface Labelled {
  readonly rows: Uint32Array;
  readonly y: Float64Array;
}

/**
 * Chooses the labelling from all training targets:
 * - `classes` [a, b] keeps these two labels only, a as -1 and b as +1, for any loss;
 * - a binary loss takes -1 and +1 as they are, and maps any other two labels in sorted order to -1 and +1;
 * - a real loss takes numbers as they are, and maps two text labels in sorted order to -1 and +1.
 *
 * `pointer` is where the data stand. Throws InputError at `pointer` for a wrong number of labels, at
 * `pointer`/classes for classes that are equal or do not occur.
 */
export function fitLabelling(
  target: Target,
  loss: Loss,
  classes: readonly Label[] | undefined,
  pointer: string,
): Labelling {
  const labels = distinctLabels(target);
  if (classes) return { classes: chosenClasses(labels, classes, pointer), selects: true };
  if (typeof labels[0] === 'number') {
    if (loss.targets === 'real') return { selects: false };
    if (labels.every((label) => label === -1 || label === 1)) {
      return {
        classes: labels.map((label) => ({ label: String(label), value: Number(label) })),
        selects: false,
      };
    }
  }
  if (labels.length !== 2) throw inputError(pointer, wrongCount(labels, loss));
  return { classes: twoClasses(labels[0]!, labels[1]!), selects: false };
}

/**
 * Applies a labelling to a training or test part. Throws InputError at `pointer` when a label is not one of the
 * labelling's classes, or when no row is left.
 */
export function applyLabelling({ classes, selects }: Labelling, target: Target, pointer: string): Labelled {
  if (!classes) {
    // Only numbers go without classes.
    const y = target as Float64Array;
    return { rows: Uint32Array.from(y.keys()), y };
  }
  const values = new Map(classes.map(({ label, value }) => [label, value]));
  const rows: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < target.length; i++) {
    const label = String(target[i]);
    const value = values.get(label);
    if (value !== undefined) {
      rows.push(i);
      y.push(value);
    } else if (!selects) {
      const known = classes.map((c) => c.label);
      throw inputError(pointer, `row ${i} has the label ${label}, which no training row has`, known);
    }
  }
  if (rows.length === 0) {
    throw inputError(pointer, `no row has one of the labels ${classes.map((c) => c.label).join(' and ')}`);
  }
  return { rows: Uint32Array.from(rows), y: Float64Array.from(y) };
}

/** All labels that occur, in ascending order: numbers by value, text by character codes. */
function distinctLabels(target: Target): Label[] {
  return target instanceof Float64Array
    ? [...new Set(target)].sort((a, b) => a - b)
    : [...new Set(target)].sort();
}

function chosenClasses(labels: readonly Label[], classes: readonly Label[], pointer: string) {
  const numeric = typeof labels[0] === 'number';
  const [a, b] = classes.map((asked, k) => {
    const label = labels.find((known) => known === (numeric ? parseNumber(String(asked)) : String(asked)));
    if (label !== undefined) return label;
    throw inputError(
      `${pointer}/classes/${k}`,
      `no row has the label ${JSON.stringify(asked)}; the labels are ${listed(labels)}`,
      labels.slice(0, shownLabels),
    );
  });
  if (a === b) throw inputError(`${pointer}/classes`, 'must name two different labels');
  return twoClasses(a!, b!);
}

function twoClasses(a: Label, b: Label) {
  return [
    { label: String(a), value: -1 },
    { label: String(b), value: 1 },
  ];
}

function wrongCount(labels: readonly Label[], loss: Loss): string {
  const takes =
    loss.targets === 'binary'
      ? `the ${loss.name} loss takes two labels`
      : `the ${loss.name} loss takes numbers or two text labels`;
  if (labels.length === 1) {
    return `every row has the label ${labels[0]}, but ${takes} (a single one only as -1 or +1)`;
  }
  const regression =
    loss.targets === 'binary' && typeof labels[0] === 'number' ? ', or take the squared loss' : '';
  const pair = JSON.stringify(labels.slice(0, 2));
  return `the targets have ${labels.length} labels (${listed(labels)}), but ${takes}; choose two, such as "classes": ${pair}${regression}`;
}

const shownLabels = 20;

function listed(labels: readonly Label[]): string {
  const rest = labels.length - shownLabels;
  return labels.slice(0, shownLabels).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
