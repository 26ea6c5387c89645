import fc from 'fast-check';
import { expect, it } from 'vitest';
import { locate } from '#relucent/web/draft/locate.js';

/** Every value of a document with its pointer. */
function values(value: unknown, pointer = ''): [string, unknown][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, child]) =>
          values(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
        )
      : [];
  return [[pointer, value], ...inner];
}

it('finds every value of any JSON text at its pointer', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), undefined, indent);
      for (const [pointer, value] of values(JSON.parse(text))) {
        const { start, end } = locate(text, pointer);
        expect(JSON.parse(text.slice(start, end))).toEqual(value);
      }
    }),
  );
});

it('falls back to the nearest ancestor that is there', () => {
  const text = '{"data": {"source": "inline"}, "x": [1, {"y": 2}]}';
  const at = (pointer: string) => {
    const { start, end } = locate(text, pointer);
    return text.slice(start, end);
  };
  expect(at('/data/n')).toBe('{"source": "inline"}');
  expect(at('/x/1/y')).toBe('2');
  expect(at('/x/7/y')).toBe('[1, {"y": 2}]');
  expect(at('/loss')).toBe(text);
});
