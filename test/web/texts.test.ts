import { expect, it } from 'vitest';
import { previewOf } from '#relucent/web/datasets/preview.js';
import { number, numbers } from '#relucent/web/draft/form-fields.js';
import { written } from '#relucent/web/draft/starting-text.js';
import { definitionOf } from '#relucent/web/regularizers/definition.js';
import { hrefOf, parseRoute } from '#relucent/web/route.js';

it('gives every view an address that leads back to it', () => {
  for (const route of [
    { view: 'jobs' },
    { view: 'job', id: 'a/b?c' },
    { view: 'new' },
    { view: 'new', from: { kind: 'example', name: 'boxes-2d' } },
    { view: 'new', from: { kind: 'job', name: '01' } },
    { view: 'new', from: { kind: 'dataset', name: 'csv-1' } },
    { view: 'datasets' },
    { view: 'regularizers' },
  ] as const) {
    expect(parseRoute(hrefOf(route))).toEqual(route);
  }
  for (const hash of ['', '#', '#/', '#/nothing', '#/jobs'])
    expect(parseRoute(hash)).toEqual({ view: 'jobs' });
});

it('writes JSON with short lists of numbers on one line, unchanged in meaning', () => {
  const document = {
    hidden: [64, 32],
    x: [
      [1, -2.5e-7],
      [3, 4],
    ],
    names: ['a', 'b'],
    empty: [],
    text: '[ 1, 2 ]',
  };
  expect(JSON.parse(written(document))).toEqual(document);
  expect(written(document)).toContain('"hidden": [64, 32]');
});

it('reads the numbers of the form, and leaves what is none to be judged', () => {
  const read = (control: ReturnType<typeof number>, text: string) =>
    'read' in control ? control.read(text) : 0;
  expect(read(number(''), ' 1e-3 ')).toBe(0.001);
  expect(read(number(''), '')).toBeUndefined();
  expect(read(number(''), '1,5')).toBe('1,5');
  expect(read(numbers('', false), '64')).toEqual([64]);
  expect(read(numbers('', true), '64')).toBe(64);
  expect(read(numbers('', true), '0.1, 0.01;1e-3')).toEqual([0.1, 0.01, 0.001]);
});

it('reads the parameters of a regularizer', () => {
  const text = {
    name: 'p',
    value: 'x',
    prox: 'numeric',
    params: 'a = 0.1, b=two',
    convex: true,
    reference: '',
  };
  expect(definitionOf(text)).toEqual({
    name: 'p',
    value: 'x',
    prox: 'numeric',
    convex: true,
    params: { a: { type: 'number', default: 0.1 }, b: { type: 'number', default: 'two' } },
  });
});

it('shows how a file begins', async () => {
  expect(await previewOf(new Blob(['a;b\r\n1;2\n']))).toEqual({
    kind: 'text',
    lines: [
      ['a', 'b'],
      ['1', '2'],
    ],
  });
  const long = await previewOf(new Blob([`${'1,2,3\n'.repeat(9000)}`]));
  expect(long).toEqual({ kind: 'text', lines: Array(6).fill(['1', '2', '3']) });
  expect(await previewOf(new Blob([new Uint8Array([0x93, 0, 1])]))).toEqual({ kind: 'binary', bytes: 3 });
});
