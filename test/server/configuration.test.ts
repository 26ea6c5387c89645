import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { schema } from '#relucent/core/schemas.js';
import { readConfiguration, variableOf } from '#relucent/server/configuration.js';
import { createLogger } from '#relucent/server/create-logger.js';
import { newDirectory } from './client.js';

it('takes options before the environment, that before the file, that before the defaults', () => {
  const dataDir = newDirectory();
  writeFileSync(
    join(dataDir, 'config.json'),
    '{"port":1,"host":"localhost","retentionDays":7,"solveSeconds":5}',
  );
  const environment = {
    RELUCENT_DATA_DIR: dataDir,
    PORT: '2',
    RELUCENT_SOLVE_SECONDS: '6',
    RELUCENT_ALLOW_PUBLIC: '1',
  };
  expect(readConfiguration({ port: '3', host: undefined }, environment)).toMatchObject({
    port: 3,
    host: 'localhost',
    retentionDays: 7,
    solveSeconds: 6,
    allowPublic: true,
    requireKey: false,
    dataDir,
  });
  expect(readConfiguration({}, {})).toMatchObject({
    host: '127.0.0.1',
    port: 7313,
    dataDir: resolve('.relucent'),
  });
  expect(readConfiguration({}, { PORT: '' }).port).toBe(7313);
});

it('names what it cannot use, and where that came from', () => {
  const dataDir = newDirectory();
  expect(() => readConfiguration({ port: 'x' }, {})).toThrow('/port');
  expect(() => readConfiguration({}, { RELUCENT_CONCURRENCY: '1.5' })).toThrow('/concurrency');
  expect(() => readConfiguration({}, { RELUCENT_ALLOW_PUBLIC: 'perhaps' })).toThrow('/allowPublic');
  expect(() => readConfiguration({}, { RELUCENT_DATABASE_URL: 'mysql://x' })).toThrow('/databaseUrl');
  writeFileSync(join(dataDir, 'config.json'), '{"prot":1}');
  expect(() => readConfiguration({ dataDir }, {})).toThrow('/prot');
  writeFileSync(join(dataDir, 'config.json'), '{');
  expect(() => readConfiguration({ dataDir }, {})).toThrow('is not JSON');
});

it('has a variable of its own for every field', () => {
  const names = Object.keys(schema('service.json')['properties'] as object).map(variableOf);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['HOST', 'PORT', 'RELUCENT_DATA_DIR', 'RELUCENT_DATABASE_URL']),
  );
});

it('logs for people or for programs what is important enough', () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const text = createLogger({ logFormat: 'text', logLevel: 'warn' }, write);
  text.info('not this');
  text.warn('look', { job: '7' });
  text.error('broken', { request: 'r' });
  expect(lines.splice(0)).toEqual(['warning: job 7: look', 'error: broken request=r']);
  createLogger({ logFormat: 'json', logLevel: 'info' }, write).info('a\nb', { job: '7', ms: 3 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', message: 'a\nb', job: '7', ms: 3 });
});
