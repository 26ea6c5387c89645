import { inputError } from '../../core/errors.js';
import type { InlineData } from '../../core/generated/documents.js';
import { numberedColumns, type SourceTables, type Table } from '../table.js';
import { readTargets } from '../target.js';

/**
 * Rows that stand in the spec. Throws InputError below `pointer` for rows of unequal length, for x and y of unequal
 * length, for entries that are not finite, and for missing targets that are needed.
 */
export function readInline(
  data: InlineData,
  { pointer, needsTargets }: { readonly pointer: string; readonly needsTargets: boolean },
): SourceTables {
  if (needsTargets && !data.y) throw inputError(`${pointer}/y`, 'is required');
  if (needsTargets && data.test && !data.test.y) throw inputError(`${pointer}/test/y`, 'is required');
  const train = readPart(data, pointer);
  if (!data.test) return { train };
  return { train, test: readPart(data.test, `${pointer}/test`, train) };
}

function readPart({ x, y }: Pick<InlineData, 'x' | 'y'>, pointer: string, train?: Table): Table {
  if (x.length === 0 || x[0]!.length === 0)
    throw inputError(`${pointer}/x`, 'needs at least one row and one column');
  if (y && y.length !== x.length) {
    throw inputError(`${pointer}/y`, `has ${y.length} entries, but x has ${x.length} rows`);
  }
  const width = train?.columns.length ?? x[0]!.length;
  const cells = new Float64Array(x.length * width);
  x.forEach((row, i) => {
    if (row.length !== width) {
      const other = train ? 'the training rows have' : 'row 0 has';
      throw inputError(`${pointer}/x/${i}`, `has ${row.length} entries, ${other} ${width}`);
    }
    row.forEach((value, j) => {
      if (!Number.isFinite(value))
        throw inputError(`${pointer}/x/${i}/${j}`, `must be a finite number, not ${value}`);
      cells[i * width + j] = value;
    });
  });
  const refuse = (i: number, what: string): never => {
    throw inputError(`${pointer}/y/${i}`, what);
  };
  return {
    columns: numberedColumns(width),
    cells,
    ...(y ? { target: readTargets(y, refuse, train?.target) } : {}),
  };
}
