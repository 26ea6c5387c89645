import { writeFileSync } from 'node:fs';
import { inputError } from '../core/errors.js';
import { bind } from '../core/proximal/penalty.js';
import { validate } from '../core/validation.js';
import { registryWith } from '../pipeline/registry-with.js';
import { type CatalogueEntry, catalogue, specRegularizers } from '../plugins/catalogue.js';
import { type RegularizerPlugin, regularizerFromFile, regularizerUsed } from '../plugins/regularizer.js';
import type { CheckRow, RegularizerRefused } from '../plugins/regularizer-check/report.js';
import { penaltySvg } from '../report/figures/penalty.js';
import { exitCode } from './exit-codes.js';
import { requireWritable } from './output-file.js';

/** `relucent plugins list`: every plugin by kind, as a table or as JSON. */
export async function listPlugins(options: {
  readonly json?: boolean;
  readonly plugin: readonly string[];
}): Promise<void> {
  const plugins = catalogue(await registryWith(options.plugin));
  if (options.json) console.log(JSON.stringify(plugins, null, 2));
  else {
    const width = Math.max(...plugins.map(({ name }) => name.length)) + 2;
    for (const { kind, name, description } of plugins) {
      console.log(`${kind.padEnd(14)}${name.padEnd(width)}${description}`);
    }
  }
}

/** `relucent plugins check`: returns 0 when the regularizer passes; throws InputError and RegularizerRefused. */
export async function checkPlugin(file: string, { json }: { readonly json?: boolean }): Promise<number> {
  const plugin = await regularizerFromFile(file);
  if (json) console.log(JSON.stringify(regularizerUsed(plugin), null, 2));
  else console.log(reportText(plugin));
  return exitCode.ok;
}

function reportText({ name, version, check }: RegularizerPlugin): string {
  const rows = check!.rows.map((row) => `  ${row.name.padEnd(14)}${verdictText(row)}`);
  return [`${name} passes (version ${version.slice(0, 12)})`, ...rows, check!.note].join('\n');
}

function verdictText({ claim, verdict, trials, why }: CheckRow): string {
  return verdict === 'passed' ? `${claim}: at ${trials} inputs` : `skipped: ${why}`;
}

/** A refusal with its counterexample, for people. */
export function refusalText({ code, message, counterexample }: RegularizerRefused): string {
  const text = `The regularizer is refused (${code}): ${message}`;
  return counterexample ? `${text}\n  counterexample: ${JSON.stringify(counterexample)}` : text;
}

export interface ShowOptions {
  readonly plugin: readonly string[];
  readonly param: readonly string[];
  readonly step: number;
  readonly svg?: string;
}

/** `relucent plugins show`: a regularizer's formula, traits and parameters, and its pictures as an SVG file. */
export async function showPlugin(name: string, options: ShowOptions): Promise<void> {
  const described = specRegularizers.find((entry) => entry.name === name);
  if (described) return console.log(describedText(described, options.svg));
  const plugin = (await registryWith(options.plugin)).get('regularizer', name, '/name');
  const { penalty, optionsSchema, version, source } = plugin;
  const params = validate<Record<string, unknown>>(optionsSchema, given(options.param), '/params');
  penalty.check?.(params, '/params');
  console.log(`${name} (${source}, version ${version.slice(0, 12)})`);
  console.log(`  P(x) = ${penalty.formula}`);
  console.log(`  ${penalty.convex ? 'convex' : 'not convex'}; looks at ${penalty.structure}`);
  console.log(`  parameters ${JSON.stringify(params)}`);
  console.log(`  ${penalty.reference}`);
  if (options.svg === undefined) return;
  requireWritable(options.svg, '--svg');
  writeFileSync(options.svg, penaltySvg(bind(penalty, params), options.step));
}

function describedText(
  { name, description, optionsSchema }: CatalogueEntry,
  svg: string | undefined,
): string {
  if (svg !== undefined) throw inputError('/name', `${name} is no sum of penalties that could be drawn`);
  const { properties = {} } = optionsSchema as { properties?: object };
  return `${name} (built-in)\n  ${description}\n  parameters ${JSON.stringify(properties)}`;
}

function given(settings: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, text] = /^([^=]+)=(.+)$/s.exec(setting) ?? [];
      if (name === undefined || text === undefined) {
        throw inputError('/params', `--param takes name=value, as in --param a=0.5; not "${setting}"`);
      }
      try {
        return [name, JSON.parse(text)];
      } catch {
        return [name, text];
      }
    }),
  );
}
