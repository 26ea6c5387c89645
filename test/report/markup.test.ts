import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinate, fragment, h } from '#relucent/report/markup.js';

describe('markup', () => {
  it('escapes text and attributes, and leaves markup as it is', () => {
    const made = h('td', { title: `"it's" <&>` }, '<script>', h('b', {}, 'a & b'));
    expect(made.source).toBe(
      '<td title="&quot;it&#39;s&quot; &lt;&amp;&gt;">&lt;script&gt;<b>a &amp; b</b></td>',
    );
  });

  it('lets no text open a tag, an attribute or an entity', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { source } = h('p', { title: text }, text);
        const inside = source.slice('<p title="'.length, -'</p>'.length);
        const [attribute, ...rest] = inside.split('">');
        expect(rest.length).toBe(1);
        expect(`${attribute}${rest[0]}`).not.toMatch(/[<>"']/);
        expect(`${attribute}${rest[0]}`).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  it('writes true, false, absent and numeric attributes', () => {
    expect(h('circle', { r: 1 / 3, hidden: true, id: undefined, open: false }).source).toBe(
      '<circle r="0.33" hidden/>',
    );
    expect(h('p').source).toBe('<p></p>');
    expect(fragment('a', undefined, ['b', [h('br')]]).source).toBe('ab<br/>');
  });

  it('refuses a coordinate that is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => h('circle', { r: value })).toThrow(RangeError);
      expect(() => coordinate(value)).toThrow(RangeError);
    }
  });
});
