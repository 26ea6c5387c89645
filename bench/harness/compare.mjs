// A benchmark's rows beside those of the run before.

/** Below this share of the former value, a change is not worth a word, however small the spread. */
const worthAWord = 0.1;

const sameMachine = (a, b) => a.cpu === b.cpu && a.cores === b.cores && a.node === b.node;

/**
 * One finding for each row that both documents have. Where both have a peer their ratios are compared, because a busy
 * machine slows both; otherwise the values, on the same machine only. A change counts where the quartiles of the two runs
 * do not meet and the medians differ by a tenth; smaller is better unless the row says `better: "more"`.
 */
export function compareRuns(before, after) {
  const former = new Map(before.rows.map((row) => [row.name, row]));
  return after.rows.flatMap((row) => {
    const old = former.get(row.name);
    if (!old) return [];
    const by = row.ratio !== null && old.ratio !== null ? 'ratio' : 'ours';
    if (by === 'ours' && !sameMachine(before.machine, after.machine)) return [];
    if (old.unit !== row.unit) return [];
    const [from, to] = [old[by], row[by]];
    const change = to / from - 1;
    const apart = apartFrom(range(old, by), range(row, by));
    const worse = row.better === 'more' ? change < 0 : change > 0;
    const verdict =
      !apart || !(Math.abs(change) > worthAWord) ? 'as before' : worse ? 'regression' : 'better';
    return [{ name: row.name, by, from, to, change, verdict }];
  });
}

/** The quartiles; the value itself where a document keeps none. */
function range(row, by) {
  const spread = row.spread?.[by];
  return Array.isArray(spread) ? spread : [row[by], row[by]];
}

const apartFrom = ([a, b], [c, d]) => b < c || d < a;
