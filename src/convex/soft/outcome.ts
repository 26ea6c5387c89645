import type { Attempt } from '../solve-certified.js';
import type { SlopesAttempt, SoftPricing } from './generate-slopes.js';

/** What pricing left, where there was any. */
function lastPricing(attempts: readonly Attempt[]): SoftPricing | undefined {
  const last = attempts.findLast((attempt): attempt is SlopesAttempt => 'pricing' in attempt);
  return last?.pricing;
}

/** For the result's details: rounds, neurons, and how far the dual of the last program is exceeded, as found. */
export function pricingDetails(attempts: readonly Attempt[]): { readonly pricing?: SoftPricing } {
  const pricing = lastPricing(attempts);
  return pricing ? { pricing } : {};
}

/** The program that the bound of priced slopes is about, and what is not proven. */
export function pricedProgram(attempts: readonly Attempt[]): string | undefined {
  const pricing = lastPricing(attempts);
  if (!pricing) return undefined;
  const { neurons, ascents, excess, estimate, full } = pricing;
  const program = `the soft program on ${neurons} neurons with priced slopes`;
  if (excess === undefined || estimate === undefined) return `${program} (pricing was cut short)`;
  const found = `${ascents} local ascents over all other slopes found at most ${excess.toPrecision(7)} beta`;
  const end = full ? ', and a larger program was not tried' : '';
  return `${program} (${found}${end}: by that the optimum over all slopes would be about ${estimate.toPrecision(6)} or more, which is not proven)`;
}
