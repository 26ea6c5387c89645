import { inputError } from '../core/errors.js';
import type { NetworkDocument } from '../core/generated/documents.js';
import { didYouMean } from '../core/suggest.js';
import type { ChosenTrainer } from './choose-trainer.js';

/** The label of the solver whose network these options start from: `start: { from: label }`. */
export function startLabel(options: unknown): string | undefined {
  return (options as { readonly start?: { readonly from?: string } }).start?.from;
}

/** Throws InputError at `pointer` (of the options) unless the label is that of a solver that comes earlier. */
export function checkStartLabel(options: unknown, earlier: readonly string[], pointer: string): void {
  const label = startLabel(options);
  if (label === undefined || earlier.includes(label)) return;
  const message =
    earlier.length === 0
      ? `there is no solver before this one to start from (wanted "${label}")`
      : `no earlier solver has the label "${label}"${didYouMean(label, earlier)}`;
  throw inputError(`${pointer}/start/from`, message, [...earlier]);
}

/** The trainer with the network itself in place of the label; without a network, one that fails and says why. */
export function startingFrom(
  chosen: ChosenTrainer,
  label: string,
  network: NetworkDocument | undefined,
): ChosenTrainer {
  if (network) return { ...chosen, options: { ...(chosen.options as object), start: { network } } };
  const reason = `${label}, which it was to start from, ended without a network`;
  const train = async () => ({ status: 'failed', reason, history: [], timing: {} }) as const;
  return { ...chosen, trainer: { ...chosen.trainer, train } };
}
