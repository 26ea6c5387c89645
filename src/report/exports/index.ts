import { json } from './json.js';
import type { ModelFormat } from './model-format.js';
import { npz } from './npz.js';
import { onnx } from './onnx.js';
import { safetensors } from './safetensors.js';
import { tfjs } from './tfjs.js';

/** Every kind of model file. */
export const modelFormats: readonly ModelFormat[] = [onnx, safetensors, npz, tfjs, json];
