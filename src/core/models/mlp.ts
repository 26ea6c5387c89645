import type { ActivationSpec } from '../activations.js';
import type { MlpModel } from '../generated/documents.js';
import { blankDense } from './blank-layers.js';
import type { Model } from './model.js';

/** Fully connected layers. */
export const mlp: Model<MlpModel> = {
  architecture({ hidden, activation, outputActivation, bias }, { columns, outputs }) {
    const widths = [columns, ...hidden];
    return {
      layers: [
        ...hidden.map((width, l) => blankDense(widths[l]!, width, activation)),
        blankDense(widths.at(-1)!, outputs, outputActivation),
      ],
      biases: bias,
      initial: isRectifier(activation) ? 'he-normal' : 'xavier-uniform',
    };
  },
};

function isRectifier(activation: ActivationSpec): boolean {
  return typeof activation === 'object' || activation === 'relu' || activation === 'relu6';
}
