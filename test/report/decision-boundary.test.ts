import { describe, expect, it } from 'vitest';
import { fromRows, toRows } from '#relucent/core/matrix.js';
import type { Network } from '#relucent/core/network.js';
import type { Problem } from '#relucent/core/problem.js';
import { boundaryFigure, rightAtCorners } from '#relucent/report/figures/decision-boundary.js';
import { boxCorners, type Frame, frameOf, planeOf } from '#relucent/report/figures/plane.js';
import { rowFindings } from '#relucent/report/figures/row-findings.js';
import { straightened } from '#relucent/report/figures/straighten.js';
import { column } from '../support/networks.js';
import { linearNetwork, squareProblem } from './sample.js';

const plotWidth = 280;

function draw(network: Network, problem: Problem): { svg: string; frame: Frame } {
  const plane = planeOf(problem)!;
  const frame = frameOf(problem, plane);
  const findings = rowFindings(network, problem, 100);
  const input = { id: 'p', label: 'linear', network, problem, plane, frame, findings };
  return { svg: boundaryFigure(input).source, frame };
}

/** Points along the paths of a class that lie well inside the plot, in the units of the data. */
function pathPoints(svg: string, frame: Frame, name: string): [number, number][][] {
  const height = plotWidth * frame.aspect;
  return [...svg.matchAll(new RegExp(`<path class="${name}" d="([^"]*)"`, 'g'))].map(([, d]) =>
    d!
      .split('M')
      .slice(1)
      .flatMap((ring) =>
        alongRing([...ring.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])),
      )
      .filter(([x, y]) => x > 2 && x < plotWidth - 2 && y > 2 && y < height - 2)
      .map(([x, y]) => [
        frame.across[0] + (x / plotWidth) * (frame.across[1] - frame.across[0]),
        frame.up[1] - (y / height) * (frame.up[1] - frame.up[0]),
      ]),
  );
}

/** Many points along a closed polygon. */
function alongRing(corners: (readonly [number, number])[]): [number, number][] {
  return corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!;
    return Array.from({ length: 100 }, (_, t): [number, number] => [
      x + ((nextX - x) * t) / 100,
      y + ((nextY - y) * t) / 100,
    ]);
  });
}

describe('decision boundary', () => {
  // f = 2 x1 + x2 - 0.5: the boundary is x2 = 0.5 - 2 x1.
  const network = linearNetwork([2, 1, -0.5]);
  const f = ([x1, x2]: [number, number]) => 2 * x1 + x2 - 0.5;

  it('passes where a linear network is zero, and its margins where it is -1 and +1', () => {
    const { svg, frame } = draw(network, squareProblem());
    const [boundary] = pathPoints(svg, frame, 'boundary');
    expect(boundary!.length).toBeGreaterThan(50);
    for (const point of boundary!) expect(Math.abs(f(point))).toBeLessThan(0.02);
    const margins = pathPoints(svg, frame, 'margin');
    expect(margins).toHaveLength(2);
    margins.forEach((points, i) => {
      expect(points.length).toBeGreaterThan(50);
      for (const point of points) expect(f(point)).toBeCloseTo(i === 0 ? -1 : 1, 1);
    });
  });

  it('draws one unit equally long both ways, and the boxes as squares of twice the radius', () => {
    const { svg, frame } = draw(network, squareProblem(0.25));
    const unit = plotWidth / (frame.across[1] - frame.across[0]);
    expect((plotWidth * frame.aspect) / (frame.up[1] - frame.up[0])).toBeCloseTo(unit, 9);
    const sides = [...svg.matchAll(/M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)h-/g)];
    expect(sides).toHaveLength(4);
    for (const [, width, height] of sides) {
      expect(Number(width)).toBeCloseTo(0.5 * unit, 1);
      expect(height).toBe(width);
    }
  });

  it('tells boxes that are right at all corners from those that are not', () => {
    // f = x1 - 0.9: of the class +1 at x1 = 1, the box reaches over the boundary for radius 0.25, not for 0.05.
    const shifted = linearNetwork([1, 0, -0.9]);
    expect(rightAtCorners(shifted, squareProblem(0.25))).toEqual([true, true, false, false]);
    expect(rightAtCorners(shifted, squareProblem(0.05))).toEqual([true, true, true, true]);
    expect(rightAtCorners(shifted, squareProblem(0))).toEqual([true, true, true, true]);
    expect(rightAtCorners(linearNetwork([0, 0, 0]), squareProblem(0))).toEqual([false, false, false, false]);
    const { svg } = draw(shifted, squareProblem(0.25));
    const count = (name: string) =>
      svg.match(new RegExp(`class="box ${name}" d="([^"]*)"`))![1]!.split('M').length - 1;
    expect([count('robust'), count('undecided'), count('vulnerable')]).toEqual([2, 0, 2]);
    expect(svg.match(/class="counterexample" d="([^"]*)"/)![1]!.split('M')).toHaveLength(3);
  });

  it('finds the worst corner of a box that is proven right, and a point inside one that is not', () => {
    const problem = squareProblem(0.25);
    const findings = rowFindings(linearNetwork([1, 0.1, -0.9]), problem, 100);
    expect(findings.map(({ status }) => status)).toEqual(['robust', 'robust', 'vulnerable', 'vulnerable']);
    // Of class -1: the largest f is at the upper right.
    expect([...findings[0]!.point]).toEqual([-0.75, -0.75, 1]);
    const [x1, x2] = findings[2]!.point;
    expect(x1! + 0.1 * x2! - 0.9).toBeLessThanOrEqual(0);
    expect(Math.abs(x1! - 1)).toBeLessThanOrEqual(0.25);
    expect(Math.abs(x2! + 1)).toBeLessThanOrEqual(0.25);
    expect(rowFindings(linearNetwork([1, 0.1, -0.9]), problem, 2).map(({ row }) => row)).toEqual([0, 2]);
  });

  it('draws no boxes in standard training', () => {
    expect(draw(network, squareProblem(0)).svg).not.toContain('class="box');
  });

  it('lists every corner of every box', () => {
    const corners = toRows(boxCorners(fromRows([[0, 10, 1]]), Float64Array.of(1, 2, 0)));
    expect(corners.map(String).sort()).toEqual(['-1,12,1', '-1,8,1', '1,12,1', '1,8,1']);
  });

  it('refuses a network that is not finite', () => {
    expect(() => draw(linearNetwork([1e308, 1e308, 1e308]), squareProblem())).toThrow(RangeError);
  });
});

describe('straightening', () => {
  it('keeps the corners of a polygon and drops what lies between them', () => {
    const square = [0, 1, 2, 3].flatMap((side): [number, number][] =>
      [0, 1, 2, 3, 4].map(
        (t) =>
          (
            [
              [t, 0],
              [5, t],
              [5 - t, 5],
              [0, 5 - t],
            ] as [number, number][]
          )[side]!,
      ),
    );
    expect(straightened([...square, [0, 0]])).toEqual([
      [0, 0],
      [5, 0],
      [5, 5],
      [0, 5],
      [0, 0],
    ]);
  });

  it('stays within a fraction of a pixel of a circle', () => {
    const circle = Array.from({ length: 600 }, (_, i): [number, number] => [
      100 * Math.cos((i * Math.PI) / 300),
      100 * Math.sin((i * Math.PI) / 300),
    ]);
    const kept = straightened(circle);
    expect(kept.length).toBeLessThan(500);
    for (const [x, y] of alongRing(kept)) expect(Math.abs(Math.hypot(x, y) - 100)).toBeLessThan(0.1);
  });
});

describe('the plane', () => {
  it('is two data columns, with or without a bias, and two classes', () => {
    const problem = squareProblem();
    expect(planeOf(problem)).toEqual({ columns: [0, 1], names: ['width', 'height'], bias: 2 });
    const summary = { ...problem.summary, columns: ['a', 'b', 'c'] };
    expect(planeOf({ ...problem, summary })).toBeUndefined();
    const regression = { ...problem.train, y: column([0.5, 1, 1, -1]) };
    expect(planeOf({ ...problem, train: regression })).toBeUndefined();
    const classes = { ...problem.train, y: fromRows([[1, -1], [1, -1], [-1, 1], [-1, 1]]) }; // biome-ignore format: one row a pair
    expect(planeOf({ ...problem, train: classes })).toBeUndefined();
  });

  it('holds every box', () => {
    const problem = squareProblem(0.25);
    const { across, up } = frameOf(problem, planeOf(problem)!);
    expect(Math.max(across[0], up[0])).toBeLessThan(-1.25);
    expect(Math.min(across[1], up[1])).toBeGreaterThan(1.25);
  });

  it('gives up equal units when one column spans far more than the other', () => {
    const problem = squareProblem(0);
    const x = fromRows(toRows(problem.train.x).map(([a, b, one]) => [a! * 100, b!, one!]));
    const wide = { ...problem, train: { ...problem.train, x } };
    const frame = frameOf(wide, planeOf(wide)!);
    expect(frame.aspect).toBe(1);
    expect(frame.up[1]).toBeLessThan(2);
  });
});
