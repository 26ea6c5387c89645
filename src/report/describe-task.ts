import type { DataSpec, LossSpec, Task } from '../core/generated/documents.js';
import { short } from './numbers.js';

const lossFormulas = {
  hinge: 'max(0, 1 − y f(x))',
  squared: '(f(x) − y)² / 2',
  logistic: 'log(1 + exp(−y f(x)))',
  'cross-entropy': '−log softmax(f(x)) at y',
} as const;

/** A title made from the spec: "Two moons, hinge loss, l∞ radius 0.1". */
export function describeTask(task: Task): string {
  const radius = threatWords(task);
  const text = `${dataWords(task.data)}, ${lossWords(task.loss)}${radius ? `, ${radius}` : ''}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The threat in words, or nothing where training is standard. */
export function threatWords({ threat }: Task): string | undefined {
  if (!threat) return undefined;
  if (threat.radii) {
    return threat.radii.some((radius) => radius > 0) ? 'l∞ radii per column' : undefined;
  }
  return threat.radius ? `l∞ radius ${short(threat.radius)}` : undefined;
}

/** The objective of training as a formula, in words that fit one line. */
export function objectiveFormula(task: Task): string {
  const { loss } = task;
  const each = lossFormulas[loss.type];
  const worst = threatWords(task) ? 'the worst case, over each row’s box, of ' : '';
  const scale =
    loss.scale === 'mean'
      ? 'the mean over the training rows of '
      : `${loss.scale === 'sum' ? '' : `${short(loss.scale)} times `}the sum over the training rows of `;
  return `${scale}${worst}${each}, plus ${regularizerWords(task)}`;
}

function regularizerWords({ regularizer: { type, weight } }: Task): string {
  return type === 'weight-decay'
    ? `${short(weight / 2)} times the sum of the squared weights`
    : `${short(weight)} times the sum of the norms of the columns of all weight matrices`;
}

function dataWords(data: DataSpec): string {
  switch (data.source) {
    case 'inline':
      return `${data.x.length} rows of data`;
    case 'file':
      return data.path.split(/[/\\]/).at(-1)!;
    default:
      return `${data.name.replaceAll('-', ' ')} (n = ${data.n})`;
  }
}

function lossWords(loss: LossSpec): string {
  return `${loss.type} loss`;
}
