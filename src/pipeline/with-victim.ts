import type { Matrix } from '../core/matrix.js';
import { multiplicationsOf, type Network } from '../core/network.js';
import { tensorVictim } from '../nonconvex/tensor-victim.js';
import { loadTensors } from '../nonconvex/tensors.js';
import { type Victim, victimOf } from '../plugins/attack.js';

/** Multiply-adds of one prediction of all rows (some 0.1 s in float64) from which attacks are looked for on tensors. */
const tensorsFrom = 1e8;

/**
 * Lets `attack` have the network as a victim: in float64, or on tensors (float32) where that would take long. Whatever is
 * found is judged in float64 by the caller.
 */
export async function withVictim<Result>(
  network: Network,
  { rows, cols }: Matrix,
  attack: (victim: Victim) => Promise<Result>,
): Promise<Result> {
  if (rows * multiplicationsOf(network, cols) < tensorsFrom) return attack(victimOf(network));
  const { tf } = await loadTensors();
  const victim = tensorVictim(tf, network);
  try {
    return await attack(victim);
  } finally {
    victim.dispose();
  }
}
