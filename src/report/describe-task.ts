import type { DataSpec, LossSpec, PenaltySpec, Task } from '../core/generated/documents.js';
import { normText } from '../core/norms/index.js';
import { builtinPenalties } from '../core/proximal/index.js';
import { isPath, weightsInOrder } from '../core/regularizers/path.js';
import { isPenaltySpec } from '../core/regularizers/penalty-spec.js';
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
  const group =
    !isPenaltySpec(regularizer) && regularizer.type === 'group-lasso'
      ? `, group ${normText(regularizer.params)} norm`
      : '';
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
  if (isPenaltySpec(regularizer)) {
    if (regularizer.target === 'neurons')
      return `${half} times ${neuronWords('P(u)')}, with ${penaltyWords(regularizer)}`;
    return `${beta === undefined ? 'the weight' : short(beta)} times ${penaltyWords(regularizer)}`;
  }
  if (regularizer.type === 'column-lasso') {
    return `${beta === undefined ? 'the weight' : short(beta)} times the sum of the norms of the columns of all weight matrices`;
  }
  if (regularizer.type === 'weight-decay') return `${half} times the sum of the squared weights`;
  if (regularizer.type === 'gram-inf-indicator') {
    return `the constraint that no entry of WW′ − I exceeds ${short(regularizer.params.xi)}`;
  }
  if (regularizer.type !== 'group-lasso') {
    return `${short(regularizer.weight)} times ${ownWords[regularizer.type]}`;
  }
  const { params } = regularizer;
  const norm =
    params.norm === 'elastic'
      ? `(${short(1 - params.mix)} ‖u‖₂ + ${short(params.mix)} ‖u‖₁)`
      : normWords[params.norm];
  return `${half} times ${neuronWords(norm)}`;
}

function neuronWords(norm: string): string {
  return `the sum over the neurons of ${norm}² + α², with u a neuron’s input weights and α its output weight`;
}

/** Penalties of codes and of Gram matrices. */
const ownWords = {
  'code-l1': 'the mean over the training rows of the sum of the absolute codes',
  'kl-sparsity': 'the relative entropy between the wanted and the mean codes',
  'student-t': 'the mean over the training rows of the sum of log(1 + z²) over the codes z',
  'gram-inf-norm': 'the sum over the layers of the largest entry of WW′ − I',
} as const;

/** A penalty by its name, its parameters and its formula. */
function penaltyWords({
  type,
  params,
  target,
  ridge,
  layers,
  entryWeights,
  definition,
}: PenaltySpec): string {
  const given = Object.entries(params).map(([name, value]) => `${name} = ${show(value)}`);
  const place =
    target === 'codes'
      ? ' of the codes, the mean over the training rows'
      : target === 'neurons'
        ? ' as P'
        : layers
          ? ` of the weights of the layers ${layers.join(', ')}`
          : ' of all weights';
  const formula = definition?.value ?? builtinPenalties.get(type)?.formula;
  return [
    `the penalty ${type}${given.length > 0 ? ` (${given.join(', ')})` : ''}`,
    place,
    formula === undefined ? '' : `: ${formula}`,
    entryWeights ? ', each entry with a factor of its own' : '',
    ridge > 0 ? `, plus ${short(ridge / 2)} times the sum of their squares` : '',
  ].join('');
}

function show(value: unknown): string {
  return typeof value === 'number' ? short(value) : JSON.stringify(value);
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
