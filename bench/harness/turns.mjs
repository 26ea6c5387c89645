// Measuring in turns, and what is said of the samples.

/** The value below which the share q of the sorted samples lies, between two of them by interpolation. */
export function quantile(samples, q) {
  const sorted = [...samples].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export const median = (samples) => quantile(samples, 0.5);

/** First and third quartile: where half of the samples lie. */
export const quartiles = (samples) => [quantile(samples, 0.25), quantile(samples, 0.75)];

/**
 * Calls every measure once a round, each round beginning with another of them, so that a busy moment of the machine falls
 * on all; one round beforehand does not count. `measures` gives a number (or a promise of one) by name.
 */
export async function inTurns(measures, rounds = 7) {
  if (rounds < 5) throw new Error(`${rounds} rounds: a median is taken of at least 5`);
  const names = Object.keys(measures);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      const name = names[(k + round + names.length) % names.length];
      const value = await measures[name]();
      if (round >= 0) samples[name].push(value);
    }
  }
  return samples;
}

/**
 * A row of a benchmark's document. ours and peer are medians; ratio is the median over rounds of ours / peer of the same
 * round; spread gives the quartiles of both. `goal` is the largest ratio (or, without a peer, the largest value) wanted.
 */
export function rowOf({ name, unit, ours, peer, peerName, goal, note }) {
  const ratios = peer?.map((value, k) => ours[k] / value);
  const judged = ratios ? median(ratios) : median(ours);
  return {
    name,
    unit,
    ours: median(ours),
    peer: peer ? median(peer) : null,
    ...(peerName ? { peerName } : {}),
    ratio: ratios ? judged : null,
    spread: { ours: quartiles(ours), ...(ratios ? { ratio: quartiles(ratios) } : {}) },
    rounds: ours.length,
    goal: goal ?? null,
    reached: goal === undefined ? null : judged <= goal,
    ...(note ? { note } : {}),
  };
}
