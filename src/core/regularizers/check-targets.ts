import { inputError } from '../errors.js';
import type { ModelSpec, PenaltySpec, RegularizerSpec } from '../generated/documents.js';
import { architecture } from '../models/index.js';
import type { Ends } from '../models/model.js';
import { weightMatricesOf } from '../network.js';
import { whyNoNorm } from '../norms/of-penalty.js';
import type { AnyPenalty, Shape } from '../proximal/penalty.js';
import { isPenaltySpec } from './penalty-spec.js';

/**
 * Throws InputError below `pointer`, where the regularizer stands, when it names layers, entries or groups that the
 * weights of the model do not have, or is to be a norm of neurons and is none.
 */
export function checkTargets(
  spec: RegularizerSpec,
  penalty: AnyPenalty | undefined,
  model: ModelSpec,
  ends: Ends,
  pointer: string,
): void {
  if (!isPenaltySpec(spec) || !penalty) return;
  if (namesPlaces(spec)) checkPlaces(spec, penalty, model, ends, pointer);
  if (spec.target === 'neurons') checkNorm(spec, penalty, ends.columns, pointer);
}

function checkPlaces(
  spec: PenaltySpec,
  penalty: AnyPenalty,
  model: ModelSpec,
  ends: Ends,
  pointer: string,
): void {
  const aboutWeights = fieldAboutWeights(spec);
  if (aboutWeights !== undefined) {
    throw inputError(
      `${pointer}${aboutWeights}`,
      `is about weights, and the target is "${spec.target}": leave one of them out`,
    );
  }
  const shapes =
    spec.target === 'neurons'
      ? [{ rows: 1, cols: ends.columns }]
      : weightMatricesOf(architecture(model, ends));
  const layers = penalizedLayers(spec, shapes, pointer);
  checkEntryWeights(spec, penalty, layers, pointer);
  for (const group of Array.isArray(spec.params['groups']) ? (spec.params['groups'] as number[][]) : []) {
    const most = Math.max(...group);
    const small = layers.find(({ rows, cols }) => most >= rows * cols);
    if (small) {
      throw inputError(
        `${pointer}/params/groups`,
        `position ${most} is not in a weight of ${small.rows} rows and ${small.cols} columns`,
      );
    }
  }
}

/** Throws InputError where a penalty is no norm of so many input weights, or has a term that is none. */
function checkNorm(
  { type, params, ridge }: PenaltySpec,
  penalty: AnyPenalty,
  columns: number,
  pointer: string,
): void {
  const why = whyNoNorm(penalty, params, columns);
  if (why !== undefined) throw inputError(`${pointer}/type`, `${type} is no norm of neurons: ${why}`);
  if (ridge > 0) throw inputError(`${pointer}/ridge`, 'is no part of a norm of neurons: leave it out');
}

function namesPlaces({ layers, entryWeights, params }: PenaltySpec): boolean {
  return layers !== undefined || entryWeights !== undefined || Array.isArray(params['groups']);
}

/** The field that the target leaves no room for, or undefined. */
function fieldAboutWeights({ target, layers, entryWeights, params }: PenaltySpec): string | undefined {
  if (target === 'weights') return undefined;
  if (target !== 'gram' && layers) return '/layers';
  if (entryWeights) return '/entryWeights';
  return target !== 'neurons' && Array.isArray(params['groups']) ? '/params/groups' : undefined;
}

function penalizedLayers(
  { layers }: PenaltySpec,
  shapes: readonly Shape[],
  pointer: string,
): readonly Shape[] {
  return (
    layers?.map((layer, k) => {
      const shape = shapes[layer];
      if (shape) return shape;
      throw inputError(
        `${pointer}/layers/${k}`,
        `the model has ${shapes.length} layers with weights, counted from 0`,
      );
    }) ?? shapes
  );
}

function checkEntryWeights(
  { entryWeights }: PenaltySpec,
  penalty: AnyPenalty,
  layers: readonly Shape[],
  pointer: string,
): void {
  if (!entryWeights) return;
  if (penalty.structure !== 'entries') {
    throw inputError(`${pointer}/entryWeights`, `${penalty.name} is no sum over the entries: leave them out`);
  }
  if (entryWeights.length !== layers.length) {
    throw inputError(
      `${pointer}/entryWeights`,
      `must be ${layers.length} lists, one for each penalized layer`,
    );
  }
  for (const [k, { rows, cols }] of layers.entries()) {
    if (entryWeights[k]!.length !== rows * cols) {
      throw inputError(
        `${pointer}/entryWeights/${k}`,
        `must have ${rows * cols} entries (${rows} rows of ${cols}), not ${entryWeights[k]!.length}`,
      );
    }
  }
}
