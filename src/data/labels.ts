import { inputError } from '../core/errors.js';
import type { DataSummary } from '../core/generated/documents.js';
import type { AnyLoss } from '../core/losses/loss.js';
import { isMatrix, type Matrix, zeros } from '../core/matrix.js';
import { parseNumber } from './cell.js';
import type { Table, Target } from './table.js';

type Label = number | string;

/** How targets become the loss's numbers. */
export interface Labelling {
  /**
   * The labels and their values: -1 and +1 of two classes that share one output, else the number of the output that
   * is the class's own. Absent: targets stay as they are.
   */
  readonly classes?: NonNullable<DataSummary['classes']>;
  /** With one output per class: the target at a row's own output and at the others. */
  readonly oneHot?: { readonly own: number; readonly other: number };
  /** With rows of numbers: the loss that takes nothing but -1 and +1 in them. */
  readonly signsFor?: string;
  /** Rows with other labels are left out (`data.classes`) rather than refused. */
  readonly selects: boolean;
}

/** Rows that are kept, ascending, and the targets of each. */
export interface Labelled {
  readonly rows: Uint32Array;
  readonly y: Matrix;
}

/** What `data` says about its targets. */
export interface Wanted {
  readonly classes?: readonly Label[];
  readonly targets?: 'classes' | 'values';
}

/** More classes than this are a column of numbers taken for labels. */
const mostClasses = 1000;

/**
 * Chooses the labelling from all training targets. Targets are classes where the loss needs them, where they are text
 * or `table.labels`, or where `wanted` says so; else numbers, taken as they are. Of classes,
 * - `wanted.classes` keeps these labels only, in the order given;
 * - two (or one of -1 and +1) share one output as -1 and +1, in sorted order, unless the loss is cross-entropy;
 * - more get one output each, +1 at their own and -1 elsewhere for hinge and logistic, 1 and 0 for the others.
 *
 * `pointer` is where the data stand. Throws InputError at `pointer` for a wrong number of labels, at
 * `pointer`/classes for classes that are equal or do not occur, at `pointer`/targets where these do not fit.
 */
export function fitLabelling(
  { target, labels: discrete }: Required<Pick<Table, 'target'>> & Pick<Table, 'labels'>,
  loss: AnyLoss,
  wanted: Wanted,
  pointer: string,
): Labelling {
  if (isMatrix(target)) return severalValues(target, loss, wanted, pointer);
  const labels = distinctLabels(target);
  const numeric = typeof labels[0] === 'number';
  if (wanted.classes) {
    if (wanted.targets === 'values') {
      throw inputError(
        `${pointer}/targets`,
        '"values" cannot be combined with "classes"; leave one of them out',
      );
    }
    return labelling(chosenClasses(labels, wanted.classes, pointer), loss, true);
  }
  if (wanted.targets === 'values') {
    if (!numeric) throw inputError(`${pointer}/targets`, 'the targets are text: leave "targets" out');
    if (loss.targets !== 'real') {
      throw inputError(
        `${pointer}/targets`,
        `the ${loss.name} loss takes classes; take the squared loss for values`,
      );
    }
  }
  const asClasses = wanted.targets === 'classes' || !numeric || loss.targets !== 'real' || discrete;
  if (!asClasses || wanted.targets === 'values') return { selects: false };
  const signed = labels.every((label) => label === -1 || label === 1);
  if (signed && loss.over === 'output') {
    return {
      classes: labels.map((label) => ({ label: String(label), value: Number(label) })),
      selects: false,
    };
  }
  const fractional = labels.find((label) => typeof label === 'number' && !Number.isInteger(label));
  if (labels.length < 2 || labels.length > mostClasses || fractional !== undefined) {
    throw inputError(pointer, noClasses(labels, loss, fractional));
  }
  return labelling(labels, loss, false);
}

/** Targets with several numbers a row: one output each. */
function severalValues(target: Matrix, loss: AnyLoss, wanted: Wanted, pointer: string): Labelling {
  if (wanted.classes) throw inputError(`${pointer}/classes`, 'cannot choose among rows of numbers');
  if (wanted.targets === 'classes')
    throw inputError(`${pointer}/targets`, 'the targets are rows of numbers, not labels');
  if (loss.targets === 'class') {
    throw inputError(
      `${pointer}/y`,
      `the ${loss.name} loss takes one label per row, not ${target.cols} numbers`,
    );
  }
  return { selects: false, ...(loss.targets === 'binary' ? { signsFor: loss.name } : {}) };
}

function requireSigns({ data, cols }: Matrix, loss: string, pointer: string): void {
  const wrong = data.findIndex((value) => value !== 1 && value !== -1);
  if (wrong < 0) return;
  throw inputError(
    `${pointer}/${Math.floor(wrong / cols)}/${wrong % cols}`,
    `the ${loss} loss takes -1 and +1 in rows of several targets, not ${data[wrong]}`,
  );
}

function labelling(labels: readonly Label[], loss: AnyLoss, selects: boolean): Labelling {
  if (labels.length === 2 && loss.over === 'output') {
    const [a, b] = labels.map(String);
    return {
      classes: [
        { label: a!, value: -1 },
        { label: b!, value: 1 },
      ],
      selects,
    };
  }
  return {
    classes: labels.map((label, value) => ({ label: String(label), value })),
    oneHot: { own: 1, other: loss.targets === 'binary' ? -1 : 0 },
    selects,
  };
}

/**
 * Applies a labelling to a training or test part. Throws InputError at `pointer` when a label is not one of the
 * labelling's classes, or when no row is left; below `pointer`/y for a number that the loss does not take.
 */
export function applyLabelling(
  { classes, oneHot, signsFor, selects }: Labelling,
  target: Target,
  pointer: string,
): Labelled {
  if (isMatrix(target)) {
    if (signsFor !== undefined) requireSigns(target, signsFor, `${pointer}/y`);
    return { rows: Uint32Array.from({ length: target.rows }, (_, i) => i), y: target };
  }
  if (!classes) {
    // Only numbers go without classes.
    const y = target as Float64Array;
    return { rows: Uint32Array.from(y.keys()), y: { rows: y.length, cols: 1, data: y } };
  }
  const values = new Map(classes.map(({ label, value }) => [label, value]));
  const rows: number[] = [];
  const chosen: number[] = [];
  for (let i = 0; i < target.length; i++) {
    const label = String(target[i]);
    const value = values.get(label);
    if (value !== undefined) {
      rows.push(i);
      chosen.push(value);
    } else if (!selects) {
      const known = classes.map((c) => c.label);
      throw inputError(pointer, `row ${i} has the label ${label}, which no training row has`, known);
    }
  }
  if (rows.length === 0) {
    throw inputError(pointer, `no row has one of the labels ${classes.map((c) => c.label).join(' and ')}`);
  }
  const y = zeros(rows.length, oneHot ? classes.length : 1);
  if (oneHot) {
    y.data.fill(oneHot.other);
    chosen.forEach((value, k) => {
      y.data[k * y.cols + value] = oneHot.own;
    });
  } else y.data.set(chosen);
  return { rows: Uint32Array.from(rows), y };
}

/** All labels that occur, in ascending order: numbers by value, text by character codes. */
function distinctLabels(target: Exclude<Target, Matrix>): Label[] {
  return target instanceof Float64Array
    ? [...new Set(target)].sort((a, b) => a - b)
    : [...new Set(target)].sort();
}

function chosenClasses(labels: readonly Label[], classes: readonly Label[], pointer: string): Label[] {
  const numeric = typeof labels[0] === 'number';
  const chosen = classes.map((asked, k) => {
    const label = labels.find((known) => known === (numeric ? parseNumber(String(asked)) : String(asked)));
    if (label !== undefined) return label;
    throw inputError(
      `${pointer}/classes/${k}`,
      `no row has the label ${JSON.stringify(asked)}; the labels are ${listed(labels)}`,
      labels.slice(0, shownLabels),
    );
  });
  if (new Set(chosen).size < chosen.length)
    throw inputError(`${pointer}/classes`, 'must name different labels');
  return chosen;
}

/** Why the labels that occur make no classes. */
function noClasses(labels: readonly Label[], loss: AnyLoss, fractional: Label | undefined): string {
  if (labels.length === 1) {
    const single = loss.over === 'output' ? ' (a single one only as -1 or +1)' : '';
    return `every row has the label ${labels[0]}, but the ${loss.name} loss takes two or more labels${single}`;
  }
  const what =
    fractional === undefined
      ? `there are ${labels.length} labels, more than ${mostClasses}`
      : `the targets are numbers such as ${fractional}, not labels`;
  const pair = JSON.stringify(labels.slice(0, 2));
  const choose = `choose some, such as "classes": ${pair}`;
  if (loss.targets === 'real') {
    return `${what}; ${choose}${typeof labels[0] === 'number' ? ', or set "targets" to "values"' : ''}`;
  }
  return `${what}, but the ${loss.name} loss takes classes; ${choose}, or take the squared loss`;
}

const shownLabels = 20;

function listed(labels: readonly Label[]): string {
  const rest = labels.length - shownLabels;
  return labels.slice(0, shownLabels).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
