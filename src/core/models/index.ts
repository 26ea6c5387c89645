import { inputError } from '../errors.js';
import type { ModelSpec } from '../generated/documents.js';
import { type AnyProblem, outputCount } from '../problem.js';
import { autoencoder } from './autoencoder.js';
import { cnn } from './cnn.js';
import { mlp } from './mlp.js';
import type { Architecture, Ends, Model, Refuse } from './model.js';
import { patches } from './patches.js';
import { relu } from './relu.js';

const models: { readonly [Type in ModelSpec['type']]: Model<Extract<ModelSpec, { type: Type }>> } = {
  relu,
  mlp,
  autoencoder,
  patches,
  cnn,
};

/**
 * The layers a model asks for between its ends. Throws InputError below `pointer`, where the model stands in its
 * document, when the two do not fit.
 */
export function architecture(model: ModelSpec, ends: Ends, pointer = '/model'): Architecture {
  const refuse: Refuse = (field, message) => {
    throw inputError(`${pointer}${field}`, message);
  };
  return (models[model.type] as Model<ModelSpec>)(model, ends, refuse);
}

/** The layers a problem's model asks for. Throws InputError below /model. */
export function architectureOf(problem: AnyProblem): Architecture {
  const { model, train, image } = problem;
  return architecture(model, {
    columns: train.x.cols,
    outputs: outputCount(problem),
    ...(image ? { image } : {}),
  });
}
