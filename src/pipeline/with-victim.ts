import type { Matrix } from '../core/matrix.js';
import { multiplicationsOf, type Network } from '../core/network.js';
import { type Pace, paceOf } from '../core/pace.js';
import { tensorVictim } from '../nonconvex/tensor-victim.js';
import { loadTensors } from '../nonconvex/tensors.js';
import { type Victim, victimOf } from '../plugins/attack.js';

/** Multiply-adds of one prediction of all rows (some 0.1 s in float64) from which attacks are looked for on tensors. */
const tensorsFrom = 1e8;

/**
 * Lets `attack` have the network as a victim: in float64, or on tensors (float32) where that would take long. Whatever is
 * found is judged in float64 by the caller. Other events get their turn between the attacker's questions; undefined where
 * the signal is aborted meanwhile.
 */
export async function withVictim<Result>(
  network: Network,
  { rows, cols }: Matrix,
  signal: AbortSignal | undefined,
  attack: (victim: Victim) => Promise<Result>,
): Promise<Result | undefined> {
  const pace = paceOf(signal);
  const ended = (error: unknown) => {
    if (error instanceof Ended) return undefined;
    throw error;
  };
  if (rows * multiplicationsOf(network, cols) < tensorsFrom)
    return attack(paced(victimOf(network), pace)).catch(ended);
  const { tf } = await loadTensors();
  const victim = tensorVictim(tf, network);
  try {
    return await attack(paced(victim, pace)).catch(ended);
  } finally {
    victim.dispose();
  }
}

/** Ends an attack from within one of its questions. */
class Ended extends Error {}

function paced(victim: Victim, pace: Pace): Victim {
  const goOn = async () => {
    if (!(await pace.goOn())) throw new Ended();
  };
  return {
    outputs: (x) => goOn().then(() => victim.outputs(x)),
    gradients: (x, slopes) => goOn().then(() => victim.gradients(x, slopes)),
  };
}
