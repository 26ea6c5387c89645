import type { DataSpec, LossSpec, Task } from '../core/generated/documents.js';
import { normText } from '../core/norms/index.js';
import { isPath, weightsInOrder } from '../core/regularizers/path.js';
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
  const { regularizer } = task;
  const group = regularizer.type === 'group-lasso' ? `, group ${normText(regularizer.params)} norm` : '';
  const text = `${dataWords(task.data)}, ${lossWords(task.loss)}${group}${radius ? `, ${radius}` : ''}`;
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

const normWords = { l1: '‖u‖₁', l2: '‖u‖₂', linf: '‖u‖∞' } as const;

function regularizerWords({ regularizer }: Task): string {
  const beta = isPath(regularizer) ? undefined : weightsInOrder(regularizer)[0]!;
  const half = beta === undefined ? 'half the weight' : short(beta / 2);
  if (regularizer.type === 'column-lasso') {
    return `${beta === undefined ? 'the weight' : short(beta)} times the sum of the norms of the columns of all weight matrices`;
  }
  if (regularizer.type === 'weight-decay') return `${half} times the sum of the squared weights`;
  if (regularizer.type !== 'group-lasso') {
    return `${short(regularizer.weight)} times ${penaltyWords(regularizer)}`;
  }
  const { params } = regularizer;
  const norm =
    params.norm === 'elastic'
      ? `(${short(1 - params.mix)} ‖u‖₂ + ${short(params.mix)} ‖u‖₁)`
      : normWords[params.norm];
  return `${half} times the sum over the neurons of ${norm}² + α², with u a neuron’s input weights and α its output weight`;
}

type Regularizer = Task['regularizer'];

/** A penalty of the single weights, in words. */
function penaltyWords(
  spec: Exclude<Regularizer, { type: 'weight-decay' | 'group-lasso' | 'column-lasso' }>,
): string {
  switch (spec.type) {
    case 'l1':
      return 'the sum of the absolute weights';
    case 'l0':
      return 'the number of weights that are not 0';
    case 'tl1':
      return `the transformed l1 penalty of the weights (a = ${short(spec.params.a)})`;
    case 'elastic-net':
      return `the elastic net of the weights (mix ${short(spec.params.mix)})`;
    case 'mcp':
      return `the minimax concave penalty of the weights (knee ${short(spec.params.knee)})`;
    case 'scad':
      return `the SCAD penalty of the weights (knee ${short(spec.params.knee)}, a = ${short(spec.params.a)})`;
  }
}

function dataWords(data: DataSpec): string {
  switch (data.source) {
    case 'inline':
      return `${data.x.length} rows of data`;
    case 'file':
      return data.path.split(/[/\\]/).at(-1)!;
    case 'dataset':
      return `dataset ${data.id}`;
    default:
      return `${data.name.replaceAll('-', ' ')} (n = ${data.n})`;
  }
}

function lossWords(loss: LossSpec): string {
  return `${loss.type} loss`;
}
