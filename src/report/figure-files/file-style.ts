import { drawingStyle, lightColours } from '../style.js';

/**
 * The rules of the drawings for files of their own, in light colours and without variables, which few programs but
 * browsers know. A variable that a class sets becomes one rule for each such class.
 */
export function fileStyle(): string {
  const rules = drawingStyle.split('\n').map((line) => {
    const [, selector, body] = /^(.*?) \{ (.*) \}$/.exec(line)!;
    return { selectors: selector!.split(', '), body: resolved(body!) };
  });
  const written = rules.flatMap(({ selectors, body }): string[] => {
    const used = /var\(--(\w+)\)/.exec(body)?.[1];
    if (used === undefined) {
      const left = body.replace(/--\w+: [^;]+;\s*/g, '');
      return left === '' ? [] : [`${selectors.join(', ')} { ${left} }`];
    }
    return settersOf(used).map(({ selector, value }) => {
      const narrowed = selectors.map((own) => (used === 'kind' ? `${selector} ${own}` : own + selector));
      return `${narrowed.join(', ')} { ${body.replaceAll(`var(--${used})`, value)} }`;
    });
  });
  return [`svg { font-family: 'Liberation Sans', Arial, sans-serif; }`, ...written].join('\n');
}

/** Classes that set a variable, and to what. */
function settersOf(variable: string): { readonly selector: string; readonly value: string }[] {
  const pattern = new RegExp(`^(\\S+) \\{.*--${variable}: ([^;]+);`, 'gm');
  return [...drawingStyle.matchAll(pattern)].map(([, selector, value]) => ({
    selector: selector!,
    value: resolved(value!),
  }));
}

function resolved(text: string): string {
  return text.replace(/var\(--([\w-]+)\)/g, (variable, name: string) => lightColours[name] ?? variable);
}
