import { inputError } from '../errors.js';
import type { ModelSpec } from '../generated/documents.js';
import { type AnyProblem, outputCount } from '../problem.js';
import { autoencoder } from './autoencoder.js';
import { cnn } from './cnn.js';
import { mlp } from './mlp.js';
import type { Architecture, Ends, Model } from './model.js';
import { patches } from './patches.js';
import { relu } from './relu.js';

const models: { readonly [Type in ModelSpec['type']]: Model<Extract<ModelSpec, { type: Type }>> } = {
  relu,
  mlp,
  autoencoder,
  patches,
  cnn,
};

/** Throws InputError below `pointer`, where the model stands in its document, when it does not fit between its ends. */
export function checkModel(model: ModelSpec, ends: Ends, pointer: string): void {
  modelOf(model).check?.(model, ends, (field, message) => {
    throw inputError(`${pointer}${field}`, message);
  });
}

/** The layers a model asks for between its ends. Throws InputError below /model where they do not fit. */
export function architecture(model: ModelSpec, ends: Ends): Architecture {
  checkModel(model, ends, '/model');
  return modelOf(model).architecture(model, ends);
}

/** The layers a problem's model asks for. Throws InputError below /model. */
export function architectureOf(problem: AnyProblem): Architecture {
  const { model, train, image } = problem;
  const ends = { columns: train.x.cols, outputs: outputCount(problem), ...(image ? { image } : {}) };
  return architecture(model, ends);
}

function modelOf({ type }: ModelSpec): Model<ModelSpec> {
  return models[type] as Model<ModelSpec>;
}
