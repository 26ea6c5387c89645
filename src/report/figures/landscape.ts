import { contours } from 'd3-contour';
import { scaleLinear } from 'd3-scale';
import { type Landscape, largestDifference } from '../landscape.js';
import { coordinate, h, type Markup } from '../markup.js';
import { short, significant } from '../numbers.js';
import { image } from './image.js';

export interface LandscapeInput {
  /** Unique in the report. */
  readonly id: string;
  readonly label: string;
  /** Names of the two columns. */
  readonly names: readonly [string, string];
  readonly landscape: Landscape;
}

const size = 280;
const gutter = { left: 42, right: 8, top: 22, bottom: 36 };
/** Levels of the map, as shares of the largest difference. */
const shares = [0.002, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Heat map of the nonconvex minus the convex loss over delta, with the box of the threat: one colour where the network
 * loses more than the convex program sees, another where it loses less, the paper's white where both agree.
 */
export function landscapeFigure({ id, label, names, landscape }: LandscapeInput): Markup {
  const { slice, convex, nonconvex, radii } = landscape;
  const difference = Array.from(nonconvex, (value, i) => value - convex[i]!);
  if (!difference.every(Number.isFinite)) throw new RangeError('the network is not finite on the slice');
  const largest = difference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = scaleLinear().domain([-slice.halfWidth, slice.halfWidth]).range([0, size]);
  const cell = size / (slice.side - 1);
  const band = (values: readonly number[], share: number) => {
    const { coordinates } = contours()
      .size([slice.side, slice.side])
      .contour([...values], share * largest);
    const path = (ring: readonly (readonly number[])[]) =>
      `M${ring.map(([i, j]) => `${((i! - 0.5) * cell).toFixed(1)},${((j! - 0.5) * cell).toFixed(1)}`).join('L')}Z`;
    return coordinates.flatMap((polygon) => polygon.map(path)).join('');
  };
  const bands = (values: readonly number[], look: string) =>
    largest > 0 ? shares.map((share) => h('path', { class: `band ${look}`, d: band(values, share) })) : [];
  const [rx, ry] = radii;
  const { inside, outside } = largestDifference(landscape);
  const description =
    `Loss of ${label} around training row ${slice.row + 1}, network minus convex program, over ${names.join(' and ')}: ` +
    `at most ${significant(inside)} in the box, ${significant(outside)} outside it.`;
  return image(
    { id, title: `Loss landscape of ${label}`, description },
    {
      class: 'plane',
      viewBox: `0 0 ${size + gutter.left + gutter.right} ${size + gutter.top + gutter.bottom}`,
    },
    h(
      'svg',
      { x: gutter.left, y: gutter.top, width: size, height: size },
      bands(difference, 'more'),
      bands(
        difference.map((value) => -value),
        'less',
      ),
      h('rect', {
        class: 'threat',
        x: scale(-rx),
        y: scale(-ry),
        width: scale(rx) - scale(-rx),
        height: scale(ry) - scale(-ry),
      }),
    ),
    h(
      'g',
      { class: 'axis' },
      h('rect', { class: 'frame', x: gutter.left, y: gutter.top, width: size, height: size }),
      scale
        .ticks(5)
        .map((tick) => [
          h(
            'text',
            { x: gutter.left + scale(tick), y: gutter.top + size + 15, 'text-anchor': 'middle' },
            short(tick),
          ),
          h(
            'text',
            { x: gutter.left - 5, y: gutter.top + size - scale(tick) + 4, 'text-anchor': 'end' },
            short(tick),
          ),
        ]),
      h(
        'text',
        { x: gutter.left + size, y: coordinate(gutter.top + size + 31), 'text-anchor': 'end', class: 'name' },
        `δ ${names[0]} →`,
      ),
      h('text', { x: gutter.left, y: 14, class: 'name' }, `↑ δ ${names[1]}`),
    ),
  );
}
