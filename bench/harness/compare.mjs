// A benchmark's rows beside those of the run before.

/** Below this share of the former value, a change is not worth a word, however small the spread. */
const worthAWord = 0.1;

const sameMachine = (a, b) => a.cpu === b.cpu && a.cores === b.cores && a.node === b.node;

/**
 * One finding for each row that both documents have. Where both have a peer their ratios are compared, because a busy
 * machine slows both; otherwise the values, on the same machine only. A change counts where the quartiles of the two runs
 * do not meet and the medians differ by a tenth; smaller is better unless the row says `better: "more"`. Rows that were
 * measured once show no noise: their changes are "unclear", whatever they are.
 */
export function compareRuns(earlier, later) {
  const former = new Map(earlier.rows.map((row) => [row.name, row]));
  return later.rows.flatMap((row) => {
    const old = former.get(row.name);
    if (!old) return [];
    const by = row.ratio !== null && old.ratio !== null ? 'ratio' : 'ours';
    if (by === 'ours' && !sameMachine(earlier.machine, later.machine)) return [];
    if (old.unit !== row.unit) return [];
    const [from, to] = [old[by], row[by]];
    const change = to / from - 1;
    const [before, now] = [old.spread?.[by], row.spread?.[by]];
    const apart = before && now ? apartFrom(before, now) : undefined;
    const worse = row.better === 'more' ? change < 0 : change > 0;
    const small = apart === false || !(Math.abs(change) > worthAWord);
    const verdict = small ? 'as before' : apart === undefined ? 'unclear' : worse ? 'regression' : 'better';
    return [{ name: row.name, by, from, to, change, verdict }];
  });
}

const apartFrom = ([a, b], [c, d]) => b < c || d < a;
