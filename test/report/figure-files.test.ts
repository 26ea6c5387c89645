import { expect, it } from 'vitest';
import { figureFile } from '#relucent/report/figure-files/figure-file.js';
import { figuresIn } from '#relucent/report/figure-files/figures-in.js';
import { renderReport } from '#relucent/report/html.js';
import { comparison, comparisonDocument, run, squareProblem } from './sample.js';

const label = 'a & <b>';
const report = renderReport(
  { ...comparison(), runs: [run('robust', 0, 0.3), run(label, 0, 0.4)] },
  comparisonDocument(),
  { problem: squareProblem() },
);
const figures = figuresIn(report);

it('finds every figure of a report, whole and with its legend', () => {
  expect(figures.map(({ name }) => name)).toEqual([
    'ladder',
    'plane-0',
    'plane-1',
    'landscape-0',
    'landscape-1',
    'curves',
  ]);
  expect(figures[2]!.title).toBe(`Decision boundary of ${label}`);
  for (const { name, drawing, legend } of figures) {
    expect(report).toContain(drawing);
    expect(drawing.match(/<svg[ >]/g)!.length).toBe(drawing.match(/<\/svg>/g)!.length);
    if (!name.startsWith('landscape')) expect(legend.length).toBeGreaterThan(1);
  }
  // One legend for all boundaries.
  expect(figures[1]!.legend).toEqual(figures[2]!.legend);
  expect(figures[1]!.legend.map(({ text }) => text)).toContain('boundary f = 0');
  expect(figuresIn('<p>no figure</p>')).toEqual([]);
});

it('writes each as SVG that needs nothing else, not even variables', () => {
  for (const figure of figures) {
    const svg = figureFile(figure);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
    expect(svg).not.toMatch(/var\(|--\w|url\(|https?:\/\/(?!www\.w3\.org)|undefined|NaN/);
    const open = [...svg.matchAll(/<(?!\/)([a-z]+)[^>]*?(\/?)>/g)].filter(([, , closed]) => !closed);
    expect(svg.match(/<\/[a-z]+>/g)!.length).toBe(open.length);
    for (const { text } of figure.legend) expect(svg).toContain(text);
  }
  const curves = figureFile(figures.at(-1)!);
  // Colours that classes set by a variable are there in so many words.
  expect(curves).toContain('.curve.s1, .level.s1 { fill: none; stroke: #b4470f;');
  expect(figureFile(figures[0]!)).toContain('.rung.lower .marker { fill: #0a5ea8;');
});
