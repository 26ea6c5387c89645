/** HTML or SVG source that may be inserted as it stands: everything that came from outside is escaped in it. */
export interface Markup {
  readonly source: string;
}

/** What an element may hold: plain strings are escaped, absent children leave nothing. */
export type Child = Markup | string | undefined | readonly Child[];

/** Absent and false attributes are left out, true ones are written without a value, numbers go through {@link coordinate}. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Elements written without an end tag; all others get one even when empty. */
const selfClosing = new Set(['br', 'meta', 'circle', 'line', 'path', 'rect']);

/** One element: `h('td', { class: 'number' }, '0.33')`. Throws a RangeError on a number that is not finite. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): Markup {
  const written = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  const open = `<${tag}${written.join('')}`;
  if (selfClosing.has(tag)) return { source: `${open}/>` };
  return { source: `${open}>${sourceOf(children)}</${tag}>` };
}

/** Several children as one piece of markup. */
export function fragment(...children: Child[]): Markup {
  return { source: sourceOf(children) };
}

/** A number as geometry needs it: two decimals. Throws a RangeError when it is not finite. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a coordinate must be finite, not ${value}`);
  return String(Math.round(value * 100) / 100);
}

function attribute(name: string, value: Attributes[string]): string {
  if (value === undefined || value === false) return '';
  if (value === true) return ` ${name}`;
  return ` ${name}="${typeof value === 'number' ? coordinate(value) : escaped(value)}"`;
}

function sourceOf(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string') return escaped(child);
  return 'source' in child ? child.source : child.map(sourceOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** The text that was escaped. */
export function unescaped(source: string): string {
  return source.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters.get(entity)!);
}

const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));
