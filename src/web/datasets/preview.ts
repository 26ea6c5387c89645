/** How a file begins. */
export type Preview =
  | { readonly kind: 'text'; readonly lines: readonly (readonly string[])[] }
  | { readonly kind: 'binary'; readonly bytes: number };

const readBytes = 16_384;
const shownLines = 6;
const shownCells = 12;

/**
 * The first lines of a text file, cut into cells at commas, semicolons or tabs, for the eye alone: quotes are not
 * minded. The service reads the file by itself.
 */
export async function previewOf(file: Blob): Promise<Preview> {
  const text = await file.slice(0, readBytes).text();
  if (text.includes('\0')) return { kind: 'binary', bytes: file.size };
  const whole = file.size <= readBytes ? text : text.slice(0, text.lastIndexOf('\n'));
  const lines = whole.split(/\r?\n/).filter(Boolean).slice(0, shownLines);
  return {
    kind: 'text',
    lines: lines.map((line) => {
      const cells = line.split(/[,;\t]/);
      return cells.length > shownCells ? [...cells.slice(0, shownCells), '…'] : cells;
    }),
  };
}
