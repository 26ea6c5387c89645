/**
 * Width of a text in em, estimated from above for common sans-serif faces: SVG text neither wraps nor shortens
 * itself, and a report is drawn before any font is known.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text, shortened with an ellipsis where it is wider than `width` em. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function characterWidth(character: string): number {
  if (/[ijl.,:;'|!() [\]]/.test(character)) return 0.4;
  if (/[a-z0-9\-_/=+]/.test(character)) return 0.62;
  if (/[A-Z%&@mw…]/.test(character)) return 0.95;
  return character.charCodeAt(0) < 0x250 ? 0.75 : 1.1;
}
