import type { Tensors } from '../../plugins/trainer.js';
import { chooseKernels } from '../kernels/choose.js';
import { plainEngine, type SoftEngine } from './engine.js';
import type { SoftProblem } from './soft-range.js';
import { tensorEngine } from './tensors/engine.js';
import { suitsTensors } from './tensors/size.js';

/** Tensors where there are any and the problem is large enough for them, else plain float64. */
export async function chooseEngine(
  problem: SoftProblem,
  neurons: number,
  tensors: (() => Promise<Tensors>) | undefined,
  seed: number,
): Promise<SoftEngine> {
  if (!tensors || !suitsTensors(problem, neurons)) return plainEngine(problem);
  return tensorEngine(problem, neurons, await tensors(), await chooseKernels(), seed);
}
