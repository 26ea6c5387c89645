import { dirname, resolve } from 'node:path';
import { type CheckReport, checkResult } from '../certify/check/check-result.js';
import type { Claim } from '../certify/check/claim.js';
import { readResult } from '../certify/check/read-result.js';
import { registryWith } from '../pipeline/registry-with.js';
import { definitionsOf, penaltiesOf, withDefinition } from '../plugins/penalties.js';
import { exitCode } from './exit-codes.js';
import { readDocument, readJson } from './read-document.js';

export interface CheckOptions {
  /** The spec or comparison that was run. */
  readonly data?: string;
  readonly json?: boolean;
  readonly plugin: readonly string[];
}

/**
 * `relucent check`: re-verifies a result from scratch, without a solver. Returns 0 only when everything that is
 * claimed was checked and holds, 3 otherwise; throws InputError.
 */
export async function checkCommand(path: string, options: CheckOptions): Promise<number> {
  const result = readResult(readJson(path));
  const registry = await registryWith(options.plugin);
  const penalties = penaltiesOf(registry);
  const given =
    options.data === undefined
      ? {}
      : {
          document: withDefinition(readDocument(options.data, [], penalties), definitionsOf(registry)),
          folder: dirname(resolve(options.data)),
        };
  const report = await checkResult(result, { ...given, penalties });
  console.log(options.json ? JSON.stringify(report) : reportText(report));
  return report.verdict === 'pass' ? exitCode.ok : exitCode.noNetwork;
}

const origins: Readonly<Record<CheckReport['document'], string>> = {
  given: 'the spec given by --data',
  carried: 'the spec that the result itself carries (name your own with --data)',
  none: 'no spec: name the one that was run with --data',
};

function reportText({ verdict, summary, document, claims }: CheckReport): string {
  const width = Math.max(0, ...claims.map(({ pointer }) => pointer.length));
  const lines = claims.map(
    (claim) => `${claim.verdict.padEnd(12)}${claim.pointer.padEnd(width)}  ${detail(claim)}`,
  );
  return [`checked against ${origins[document]}`, ...lines, `${verdict}: ${summary}`].join('\n');
}

function detail({ claimed, recomputed, difference, tolerance, note }: Claim): string {
  const numbers =
    recomputed === undefined
      ? claimed === undefined
        ? undefined
        : `claimed ${claimed}`
      : `claimed ${claimed}, recomputed ${recomputed}`;
  const gap =
    difference === undefined
      ? undefined
      : `difference ${difference.toExponential(1)} (allowed ${tolerance!.toExponential(1)})`;
  return [numbers, gap, note].filter((part) => part !== undefined).join('; ');
}
