import { describe, expect, it } from 'vitest';
import { landscapeFigure } from '#relucent/report/figures/landscape.js';
import { landscape, largestDifference } from '#relucent/report/landscape.js';
import { networkFrom } from '../support/networks.js';
import { problemOf } from '../support/problems.js';

/** f(x) = max(0, x_1), at x = (0.2, 0, 7). */
const network = networkFrom([[1, 0, 0]], [1]);

describe('landscape', () => {
  it('in closed form: the convex loss is linear, the network bends where its neuron ends', async () => {
    const problem = await problemOf({
      data: { source: 'inline', x: [[0.2, 0, 7], [0, 1, 0]], y: [1, -1] },
      threat: { radius: 0.2 },
    }); // biome-ignore format: one point a line
    const slice = { row: 0, columns: [0, 1] as const, halfWidth: 0.4, side: 5 };
    const result = landscape(network, problem, slice);
    // From the top left corner: delta_1 runs along a line, the second column changes nothing.
    const convex = [1.2, 1, 0.8, 0.6, 0.4];
    const nonconvex = [1, 1, 0.8, 0.6, 0.4];
    for (const line of [0, 1, 2, 3, 4]) {
      const of = (values: Float64Array) => Array.from(values.subarray(5 * line, 5 * line + 5));
      convex.forEach((value, i) => {
        expect(of(result.convex)[i]).toBeCloseTo(value, 12);
        expect(of(result.nonconvex)[i]).toBeCloseTo(nonconvex[i]!, 12);
      });
    }
    const { inside, outside } = largestDifference(result);
    expect(inside).toBeLessThan(1e-12);
    expect(outside).toBeCloseTo(0.2, 12);

    const figure = landscapeFigure({ id: 'l', label: 'a <net>', names: ['x', 'y'], landscape: result });
    expect(figure.source).toContain('a &lt;net&gt;');
    expect(figure.source).toContain('class="threat"');
    expect(figure.source).not.toMatch(/NaN/);
  });

  it('of a network that is linear everywhere is flat, and drawn without bands', async () => {
    const problem = await problemOf({ data: { source: 'inline', x: [[1, 1]], y: [1] } });
    const zero = networkFrom([[0, 0]], [1]);
    const flat = landscape(zero, problem, { row: 0, columns: [0, 1], halfWidth: 0.3, side: 9 });
    expect(largestDifference(flat)).toEqual({ inside: 0, outside: 0 });
    const figure = landscapeFigure({ id: 'l', label: 'zero', names: ['x', 'y'], landscape: flat });
    expect(figure.source).not.toContain('band');
  });
});
