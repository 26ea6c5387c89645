import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rung } from '#relucent/core/generated/documents.js';
import { ladderFigure } from '#relucent/report/figures/ladder.js';
import { bestReached, bracket } from '#relucent/report/rungs.js';
import { rung, spread } from './sample.js';

/** Places of the markers of the rungs, in percent of the width, top row first. */
function markers(svg: string): number[] {
  return groups(svg).map((group) => Number(placed(group).at(-1)));
}

/** The rows of the figure itself, without the legend. */
function groups(svg: string): string[] {
  return svg.slice(0, svg.indexOf('<ul')).split('<g class="rung').slice(1);
}

function placed(group: string): string[] {
  return [...group.matchAll(/<svg x="([\d.]+)%"/g)].map((match) => match[1]!);
}

describe('ladder figure', () => {
  it('places the rungs in proportion to their values', () => {
    const { source } = ladderFigure(
      [1, 2, 3].map((value) => rung('r', 'reached', value)),
      undefined,
    );
    const [first, second, third] = markers(source);
    expect(second! - first!).toBeCloseTo(third! - second!, 2);
    expect(third! - first!).toBeGreaterThan(80);
    expect(source).not.toContain('logarithmic');
  });

  it('places them in proportion to their logarithms when they span decades', () => {
    const { source } = ladderFigure(
      [1, 10, 100].map((value) => rung('r', 'reached', value)),
      undefined,
    );
    const [first, second, third] = markers(source);
    expect(second! - first!).toBeCloseTo(third! - second!, 2);
    expect(source).toContain('objective (logarithmic)');
  });

  it('keeps order on the axis, and stays inside, for any sorted rungs', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(values, (list) => {
        const rungs = list.toSorted((a, b) => a - b).map((value) => rung('r', 'lower', value));
        const places = markers(ladderFigure(rungs, undefined).source);
        expect(places).toHaveLength(list.length);
        expect(places.every((at, i) => at >= 3 && at <= 97 && (i === 0 || at >= places[i - 1]!))).toBe(true);
      }),
    );
  });

  it('gives every kind its own shape and colour class', () => {
    const rungs = [rung('a', 'lower', 1), rung('b', 'reached', 2), rung('c', 'upper', 3)];
    const [lower, reached, upper] = groups(ladderFigure(rungs, undefined).source);
    const shape = (group: string) => group.match(/<(path|circle) class="marker"[^>]*>/)![0];
    expect(new Set([lower!, reached!, upper!].map(shape)).size).toBe(3);
    expect(lower).toMatch(/^ lower"/);
    expect(upper).toMatch(/^ upper"/);
  });

  it('joins the attacked value to the certified one and spans the repeats', () => {
    const repeated = rung('gd', 'reached', 2, {
      attacked: 1,
      repeats: { ...spread(2.5, 0.2), min: 2, max: 3 },
    });
    const rungs = [repeated, rung('end', 'reached', 4)];
    const [group] = groups(ladderFigure(rungs, undefined).source);
    const [attacked, certified] = placed(group!).map(Number);
    const scaled = (value: number) => attacked! + (certified! - attacked!) * (value - 1);
    expect(certified).toBeGreaterThan(attacked!);
    const joint = group!.match(/class="joint" x1="([\d.]+)%" x2="([\d.]+)%"/)!;
    expect([Number(joint[1]), Number(joint[2])]).toEqual([attacked, certified]);
    const whisker = group!.match(/class="whisker"><line x1="([\d.]+)%" x2="([\d.]+)%"/)!;
    expect(Number(whisker[1])).toBeCloseTo(scaled(2), 2);
    expect(Number(whisker[2])).toBeCloseTo(scaled(3), 2);
  });

  it('puts every label on a line of its own', () => {
    const rungs = Array.from({ length: 9 }, (_, i) =>
      rung('a rather long name of a solver'.repeat(3), 'reached', i),
    );
    const lines = groups(ladderFigure(rungs, undefined).source).map((group) =>
      [...group.matchAll(/<text x="0" y="(\d+)"/g)].map((match) => Number(match[1])),
    );
    for (const own of lines) expect(new Set(own).size).toBe(1);
    const heights = lines.map(([y]) => y!);
    expect(heights.every((y, i) => i === 0 || y - heights[i - 1]! >= 30)).toBe(true);
  });
});

describe('bracket', () => {
  const rungs: Rung[] = [
    rung('sampled', 'lower', 0.5, { scope: 'sampled-patterns' }),
    rung('weak', 'lower', 0.2),
    rung('sharp', 'lower', 0.3),
    rung('gd', 'reached', 0.7),
    rung('convex', 'reached', 0.6),
  ];

  it('is the greatest global lower bound and the best network', () => {
    expect(bracket(rungs)).toEqual({ lower: rungs[2], upper: rungs[4] });
    expect(bestReached(rungs)?.label).toBe('convex');
  });

  it('is absent without a global bound, and where the ends cross', () => {
    expect(bracket(rungs.filter(({ label }) => label === 'sampled' || label === 'gd'))).toBeUndefined();
    expect(bracket([rung('l', 'lower', 2), rung('u', 'reached', 1)])).toBeUndefined();
  });
});
