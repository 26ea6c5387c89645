import { inputError } from '../core/errors.js';
import type { RegularizerDefinition, RegularizerSpec } from '../core/generated/documents.js';
import { jsonSha256 } from '../core/json.js';
import type { PenaltyTable } from '../core/proximal/penalty.js';
import { isPenaltySpec } from '../core/regularizers/penalty-spec.js';
import type { Document } from '../core/validation.js';
import type { Registry } from './registry.js';
import { type RegularizerPlugin, regularizerFromDefinition } from './regularizer.js';
import { RegularizerRefused } from './regularizer-check/report.js';
import { below, penaltyOfDefinition, readDefinition } from './regularizer-definition.js';

/** The penalties that specs can name. */
export function penaltiesOf(registry: Registry): PenaltyTable {
  return new Map(registry.list('regularizer').map(({ name, penalty }) => [name, penalty]));
}

/**
 * The plugin of a regularizer that is a penalty. A definition that the spec carries counts, not what is registered under
 * its name today; where the two differ it is checked anew. Throws InputError below `pointer`, where the spec stands.
 */
export async function regularizerPlugin(
  spec: RegularizerSpec,
  registry: Registry,
  pointer: string,
): Promise<RegularizerPlugin | undefined> {
  if (!isPenaltySpec(spec)) return undefined;
  if (!spec.definition) return registry.get('regularizer', spec.type, `${pointer}/type`);
  const at = `${pointer}/definition`;
  const definition = readDefinition(spec.definition, at);
  const same = registry.list('regularizer').find(({ name }) => name === spec.type);
  if (same?.version === jsonSha256(definition)) return same;
  try {
    return await below(at, () => regularizerFromDefinition(definition));
  } catch (error) {
    if (!(error instanceof RegularizerRefused)) throw error;
    throw inputError(at, `is refused (${error.code}): ${error.message}`);
  }
}

/**
 * The known penalties with the one that a spec carries, without the checks: for values alone. Throws InputError where the
 * spec's regularizer is not among them.
 */
export async function penaltiesWith(spec: RegularizerSpec, known: PenaltyTable): Promise<PenaltyTable> {
  if (!isPenaltySpec(spec)) return known;
  if (!spec.definition) {
    if (known.has(spec.type)) return known;
    throw inputError(
      '/regularizer/type',
      `there is no regularizer "${spec.type}": if it is from a file, name it by --plugin`,
    );
  }
  const definition = readDefinition(spec.definition);
  return new Map([...known, [spec.type, await penaltyOfDefinition(definition)]]);
}

/** The known penalties with those of definitions that have been checked before. */
export async function withDefinitions(
  known: PenaltyTable,
  definitions: readonly RegularizerDefinition[],
): Promise<PenaltyTable> {
  const more = await Promise.all(
    definitions.map(async (each) => [each.name, await penaltyOfDefinition(each)] as const),
  );
  return new Map([...known, ...more]);
}

/** The definitions of all that is registered as data. */
export function definitionsOf(registry: Registry): readonly RegularizerDefinition[] {
  return registry.list('regularizer').flatMap(({ definition }) => definition ?? []);
}

/** The document with the definition of its regularizer where that is among them: whoever runs it needs no more. */
export function withDefinition(document: Document, definitions: readonly RegularizerDefinition[]): Document {
  const carry = <T extends { regularizer: RegularizerSpec }>(task: T): T => {
    const { regularizer } = task;
    if (!isPenaltySpec(regularizer) || regularizer.definition) return task;
    const definition = definitions.find(({ name }) => name === regularizer.type);
    return definition ? { ...task, regularizer: { ...regularizer, definition } } : task;
  };
  if (document.kind === 'spec') return { ...document, spec: carry(document.spec) };
  const { comparison } = document;
  return { ...document, comparison: { ...comparison, compare: carry(comparison.compare) } };
}
