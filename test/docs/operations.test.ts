import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schema } from '#relucent/core/schemas.js';
import { variableOf } from '#relucent/server/configuration.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const fields = schema('service.json')['properties'] as Record<string, { default?: unknown }>;
const variables = Object.keys(fields).map(variableOf);
const operations = read('docs/operations.md');
const deployed = ['deploy/Dockerfile', 'deploy/compose.yaml', 'deploy/relucent.service'];
const commands = [...read('src/cli/main.ts').matchAll(/\.command\('(\w+)'/g)].map(([, name]) => name!);

describe('docs/operations.md', () => {
  it('has every field of the configuration, with its variable and default', () => {
    const rows = [...operations.matchAll(/^\| `(\w+)` +\| `([A-Z_]+)` +\| ([^|]+?) +\|/gm)];
    expect(rows.map(([, field]) => field)).toEqual(Object.keys(fields).sort(byTable(rows)));
    for (const [, field, variable, shown] of rows) {
      expect(variable).toBe(variableOf(field!));
      const { default: usual } = fields[field!]!;
      if (usual !== undefined && !Array.isArray(usual))
        expect([field, shown]).toEqual([field, `\`${usual}\``]);
    }
  });

  it('names commands, metrics and files that exist', () => {
    for (const [, name] of operations.matchAll(/(?:^|`)relucent (\w+)/gm)) expect(commands).toContain(name);
    const metrics = read('src/server/metrics.ts');
    for (const [name] of operations.matchAll(/relucent_\w+/g)) expect(metrics).toContain(`'${name}'`);
    for (const [, path] of operations.matchAll(/\]\(\.\.\/([\w./-]+)\)/g))
      expect([path, existsSync(new URL(path!, root))]).toEqual([path, true]);
  });
});

describe('deploy/', () => {
  it.each(deployed)('%s names settings and commands that exist', (path) => {
    const text = read(path);
    for (const [name] of text.matchAll(/\bRELUCENT_\w+/g)) expect(variables).toContain(name);
    for (const [, name] of text.matchAll(/(?:CMD \["|command: \[|main\.js )(serve|worker|\w+)/g))
      if (name !== 'node') expect(commands).toContain(name);
  });

  it('copies what the program needs', () => {
    const text = read('deploy/Dockerfile');
    for (const folder of ['dist', 'schemas', 'examples', 'node_modules', 'package.json'])
      expect(text).toContain(`/relucent/${folder} `);
    expect(text).toContain(`EXPOSE ${fields['port']!.default}`);
    const { engines } = JSON.parse(read('package.json'));
    const [image] = /FROM node:(\d+)/.exec(text)!.slice(1).map(Number);
    expect(image).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)![0]));
  });

  it('gives workers more time to end than they drain', () => {
    const text = read('deploy/compose.yaml');
    const drain = Number(/RELUCENT_DRAIN_SECONDS: (\d+)/.exec(text)![1]);
    expect(Number(/stop_grace_period: (\d+)s\n\nvolumes/.exec(text)![1])).toBeGreaterThan(drain);
    const unit = Number(/TimeoutStopSec=(\d+)/.exec(read('deploy/relucent.service'))![1]);
    expect(unit).toBeGreaterThan(Number(fields['drainSeconds']!.default));
  });
});

function byTable(rows: RegExpMatchArray[]) {
  const place = (field: string) => rows.findIndex(([, name]) => name === field);
  return (a: string, b: string) => place(a) - place(b);
}
