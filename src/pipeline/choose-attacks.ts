import type { AttackSpec, EvaluateSpec } from '../core/generated/documents.js';
import { type AnyProblem, isAdversarial } from '../core/problem.js';
import { validate } from '../core/validation.js';
import type { Attack } from '../plugins/attack.js';
import type { Registry } from '../plugins/registry.js';

/** An attack and its checked options. */
export interface ChosenAttack {
  readonly attack: Attack;
  readonly options: AttackSpec;
  /** How the result names it. */
  readonly label: string;
}

/** The attacks a spec asks for: with a threat and no wish, fgsm and pgd. Throws InputError for what does not fit. */
export function chooseAttacks(
  evaluate: EvaluateSpec,
  problem: AnyProblem,
  registry: Registry,
  pointer: string,
): readonly ChosenAttack[] {
  const wanted = evaluate.attacks ?? (isAdversarial(problem) ? [{ name: 'fgsm' }, { name: 'pgd' }] : []);
  const chosen = wanted.map((spec, i) => {
    const at = `${pointer}/evaluate/attacks/${i}`;
    const attack = registry.get('attack', spec.name, `${at}/name`);
    const options = validate<AttackSpec>(attack.optionsSchema, spec, at);
    attack.check?.(options, at);
    return { attack, options, label: 'label' in options ? String(options.label) : attack.name };
  });
  return distinct(chosen);
}

/** The second attack of a label becomes "label (2)". */
function distinct(chosen: readonly ChosenAttack[]): ChosenAttack[] {
  const seen = new Map<string, number>();
  return chosen.map((one) => {
    const count = (seen.get(one.label) ?? 0) + 1;
    seen.set(one.label, count);
    return count > 1 ? { ...one, label: `${one.label} (${count})` } : one;
  });
}
