import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparisonResult, Result } from '#relucent/core/generated/documents.js';
import { validateDocument } from '#relucent/core/validation.js';
import { renderReport } from '#relucent/report/html.js';
import { readableJson } from '#relucent/report/shorten-json.js';
import { column } from '../support/networks.js';
import {
  comparison,
  comparisonDocument,
  provenance,
  run,
  rung,
  specDocument,
  spread,
  squareProblem,
} from './sample.js';

const context = { problem: squareProblem() };
const full = renderReport(comparison(), comparisonDocument(), context);

describe('report of a comparison', () => {
  it('is well formed: every tag is closed, every id is unique, every reference has its target', () => {
    expectWellFormed(full);
  });

  it('has all sections, figures and tables', () => {
    const headings = [...full.matchAll(/<h2>([^<]*)</g)].map((match) => match[1]);
    expect(headings).toEqual([
      'The ladder',
      'Accuracy and loss',
      'Decision boundaries',
      'Loss landscape',
      'Training',
      'Layers',
      'Runs',
      'What the numbers mean',
      'Spec',
      'Provenance',
    ]);
    expectText(full, '<h1>Square, robust</h1>');
    expect(full.match(/<svg role="img"/g)).toHaveLength(6);
    expect(full.match(/<table/g)!.length).toBe(full.match(/<caption>/g)!.length);
    expectText(full, '<th scope="col"');
    expectText(full, '<th scope="row"');
  });

  it('names every image for assistive technology', () => {
    for (const [image, ids] of full.matchAll(
      /<svg role="img" aria-labelledby="([^"]*)"[^>]*><title[^>]*>[^<]+<\/title><desc[^>]*>[^<]+<\/desc>/g,
    )) {
      expect(image).toContain('<title id=');
      for (const id of ids!.split(' ')) expectText(full, `id="${id}"`);
    }
    const named = full.match(/<svg role="img"[^>]*><title[^>]*>[^<]+<\/title><desc[^>]*>[^<]+<\/desc>/g);
    expect(named).toHaveLength(6);
  });

  it('stands alone: no scripts, no addresses, nothing loaded, and a policy that says so', () => {
    expectSelfContained(full);
    expectText(full, 'default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
    expectText(full, 'prefers-color-scheme: dark');
    expectText(full, 'name="viewport"');
  });

  it('shows means and standard deviations over the repeats, in percent for accuracy', () => {
    expect(cells(full, 'Accuracy in percent of the rows')).toEqual([
      ['Solver', 'Part', 'clean', 'under pgd', 'certified'],
      ['convex × 2', 'training', '98.77 ± 1.23', '80.00 ± 3.00', '75.00 ± 2.00'],
      ['gd × 2', 'training', '98.77 ± 1.23', '80.00 ± 3.00', '75.00 ± 2.00'],
    ]);
  });

  it('lists the rungs by value with scope, attack and repeats', () => {
    expect(cells(full, 'The ladder, lowest value first').slice(1)).toEqual([
      ['convex', 'lower bound', '0.2500', '–', '–', 'the problem itself', '1.00'],
      ['convex', 'reached', '0.3000', '0.3050 ± 0.0050', '0.2700', 'a network that exists', '1.00'],
      ['gd', 'reached', '0.4000', '0.4100 ± 0.010', '0.3600', 'a network that exists', '1.00'],
    ]);
  });

  it('sorts rungs that come in another order', () => {
    const unsorted = { ...comparison(), ladder: comparison().ladder.toReversed() };
    expect(renderReport(unsorted, comparisonDocument(), context) === full).toBe(true);
  });

  it('draws the best repeat of each solver', () => {
    expect(
      full.match(/<figcaption><strong>(convex|gd)<\/strong>: objective <span title="([\d.]+)"/g),
    ).toEqual([
      '<figcaption><strong>convex</strong>: objective <span title="0.3"',
      '<figcaption><strong>gd</strong>: objective <span title="0.4"',
    ]);
    expect(full.match(/class="curve s\d d\d best" d="M/g)).toHaveLength(2);
    expect(full.match(/class="curve s\d d\d" d="M/g)).toHaveLength(2);
  });

  it('says what the gap is: (0.3 - 0.25) / 0.3', () => {
    expectText(text(full), 'Gap between them 16.67 %');
  });
});

describe('report of one result', () => {
  const spec = specDocument();

  it('reads metrics, bounds and history of the result itself', () => {
    const html = renderReport(run('convex', 0, 0.5), spec, context);
    expectWellFormed(html);
    expect(cells(html, 'Accuracy in percent of the rows')).toEqual([
      ['Solver', 'Part', 'clean', 'under pgd', 'certified'],
      ['convex', 'training', '100', '80.00', '75.00'],
    ]);
    expect(cells(html, 'The ladder, lowest value first').map((row) => row.slice(0, 3))).toEqual([
      ['Rung', 'Kind', 'Value'],
      ['convex', 'lower bound', '0.4000'],
      ['convex', 'upper bound', '0.5000'],
    ]);
    expectText(html, '<h1>Two moons (n = 60), hinge loss</h1>');
  });

  it('says where a certified worst case comes from intervals alone', () => {
    const sentence = 'comes from intervals alone and may be far above what the network does';
    const result = run('robust', 0, 0.3);
    const { metrics } = result;
    const by = (worstCaseBy: 'exact' | 'intervals'): Result => ({
      ...result,
      metrics: { ...metrics!, train: { ...metrics!.train, worstCaseLoss: 0.4, worstCaseBy } },
    });
    expectText(renderReport(by('intervals'), specDocument(), context), sentence);
    expect(renderReport(by('exact'), specDocument(), context)).not.toContain(sentence);
  });

  it('still says how a run without a network ended', () => {
    for (const status of ['failed', 'cancelled'] as const) {
      const { network, objective, objectiveAttacked, metrics, ...rest } = run('convex', 0, 1);
      const html = renderReport(
        {
          ...rest,
          status,
          reason: 'out of memory',
          bounds: { scope: 'none', how: 'none' },
          history: [],
          timing: {},
        },
        spec,
        context,
      );
      expectWellFormed(html);
      expectClean(html);
      expectText(text(html), 'Out of memory.');
      expect(html.includes('<svg role="img"')).toBe(false);
      expect([network, objective, objectiveAttacked, metrics]).not.toContain(undefined);
    }
  });

  it('names the reason where a network cannot be drawn', () => {
    const layers = [{ kind: 'dense' as const, weight: [[1, 2]], bias: [0], activation: 'relu' as const }];
    const html = renderReport({ ...run('convex', 0, 1), network: { layers } }, spec, context);
    expectText(text(html), 'convex: no picture, layer 0 takes 2 inputs, but gets 3.');
    const pair = [{ ...layers[0]!, weight: [[1, 2, 3], [4, 5, 6]], bias: [0, 0] }]; // biome-ignore format: one matrix
    const other = renderReport({ ...run('convex', 0, 1), network: { layers: pair } }, spec, context);
    expectText(text(other), 'convex: no picture, it has 2 outputs, not one.');
  });

  it('draws no plane without the prepared data', () => {
    expect(renderReport(run('convex', 0, 1), spec, {}).includes('Decision boundaries')).toBe(false);
  });
});

describe('hostile and odd input', () => {
  it('escapes names wherever they occur', () => {
    const attack = `<script>alert("x")</script><img src=http://evil.example/ onerror='x'>`;
    const result: ComparisonResult = {
      ...comparison(),
      name: attack,
      reason: attack,
      runs: [{ ...run(attack, 0, 0.3), reason: attack }],
      summary: [
        { label: attack, repeats: 1, values: { [`train.attacks.${attack}.accuracy`]: spread(0.5, 0) } },
      ],
      ladder: [rung(attack, 'reached', 0.3)],
      provenance: {
        ...provenance,
        relucent: attack,
        data: { train: 1, test: 1, columns: [attack, 'b'], classes: [{ label: attack, value: 1 }] },
      },
    };
    const problem = squareProblem();
    const summary = { ...problem.summary, columns: [attack, attack, 'bias'] };
    const html = renderReport(result, comparisonDocument(), { problem: { ...problem, summary } });
    expectWellFormed(html);
    expectNone(html, /<script|<img/i);
    expect(html.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(10);
  });

  it('never shows NaN, undefined or null, whatever is missing', () => {
    fc.assert(
      fc.property(partialComparison, (result) => {
        const html = renderReport(result as unknown as ComparisonResult, comparisonDocument(), context);
        expectClean(html);
        expectWellFormed(html);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(partialRun, (result) => {
        expectClean(renderReport(result as unknown as Result, specDocument(), context));
      }),
      { numRuns: 60 },
    );
  });

  it('stays under two megabytes for many long runs', () => {
    const history = Array.from({ length: 3000 }, (_, i) => ({
      iteration: i,
      seconds: i / 7,
      objective: 1 / (i + 1.3),
    }));
    const runs = Array.from({ length: 40 }, (_, s) =>
      Array.from({ length: 10 }, (_, repeat) => ({ ...run(`solver ${s}`, repeat, 0.3 + s / 9), history })),
    ).flat();
    const n = 20_000;
    const x = {
      rows: n,
      cols: 3,
      data: Float64Array.from({ length: 3 * n }, (_, i) => (i % 3 === 2 ? 1 : Math.sin(i))),
    };
    const train = { x, y: column(Array.from({ length: n }, (_, k) => (k % 2 ? 1 : -1))) };
    const html = renderReport({ ...comparison(), runs }, comparisonDocument(), {
      problem: { ...squareProblem(), train },
    });
    expect(Buffer.byteLength(html)).toBeLessThan(2e6);
    expectText(text(html), 'Pictures of the first 12 of 40 solvers.');
    expectWellFormed(html);
  }, 20_000);
});

describe('the spec in the report', () => {
  it('shortens long data with a note and keeps everything else', () => {
    const rows = Array.from({ length: 150 }, (_, i) => [i, -i]);
    const document = validateDocument({
      relucent: 1,
      data: { source: 'inline', x: rows, y: rows.map((_, i) => (i % 2 ? 1 : -1)) },
    });
    const html = renderReport(run('convex', 0, 1), document, {});
    expectText(html, '(… 147 more of 150, left out of this report)');
    expect(html.includes('[149, -149]')).toBe(false);
    expectText(html, '&quot;seed&quot;: 0');
  });

  it('is plain JSON where nothing is left out', () => {
    const value = { a: [1, 2.5, 'x"<'], b: { c: null, d: true }, e: [], f: [[1], [{ g: 2 }]], h: {} };
    expect(JSON.parse(readableJson(value))).toEqual(value);
    expect(readableJson({ a: [1, 2] })).toBe('{\n  "a": [1, 2]\n}');
    expect(readableJson(Array(200).fill(1))).not.toContain('…');
    expect(readableJson(Array(201).fill(1))).toContain('(… 191 more of 201');
    expect(readableJson('01'.repeat(500))).toContain('(… 940 more characters)');
  });
});

/** What a JSON number may be after a round trip, and what it may be before one. */
const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 2 }), fc.constant(null));
const share = fc.oneof(fc.double({ min: 0, max: 1 }), fc.constant(null));
const label = fc.constantFrom('convex', 'gd', 'adam with a rather long name to shorten');
const scope = fc.constantFrom('global', 'sampled-patterns', 'none');
const status = fc.constantFrom(
  'solved',
  'inaccurate',
  'limit',
  'infeasible',
  'diverged',
  'cancelled',
  'failed',
);
const spreads = fc.record({ mean: number, sd: number, min: number, max: number });
const shares = fc.record({ mean: share, sd: share, min: share, max: share });
const attacks = fc.dictionary(
  fc.constantFrom('pgd', 'fgsm'),
  fc.record({ accuracy: share, loss: number, seconds: number }),
);
const part = fc.record(
  { rows: number, loss: number, accuracy: share, certifiedAccuracy: share, worstCaseLoss: number, attacks },
  { requiredKeys: ['attacks'] },
);
const weights = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { maxLength: 3 });
const network = weights.chain((rows) =>
  fc
    .record({ output: fc.array(number, { minLength: rows.length, maxLength: rows.length }) })
    .map(({ output }) => ({
      layers: [
        { kind: 'dense', weight: rows, bias: rows.map(() => 0), activation: 'relu' },
        { kind: 'dense', weight: [output], bias: [0], activation: 'linear' },
      ],
    })),
);
const partialRun = fc.record(
  {
    relucent: fc.constant(1),
    name: fc.constant('a name'),
    repeat: fc.nat(3),
    status,
    reason: fc.constantFrom('', 'a reason'),
    solver: fc.record(
      { name: label, label, backend: fc.constant('wasm'), version: fc.constant('1'), iterations: number },
      { requiredKeys: ['name'] },
    ),
    objective: number,
    objectiveAttacked: number,
    bounds: fc.record(
      { lower: number, upper: number, gap: number, scope, how: fc.constant('how') },
      { requiredKeys: ['scope', 'how'] },
    ),
    network,
    metrics: fc.record({ train: part, test: part }, { requiredKeys: ['train'] }),
    history: fc.array(
      fc.record(
        { iteration: number, seconds: number, objective: number },
        { requiredKeys: ['iteration', 'seconds'] },
      ),
      { maxLength: 5 },
    ),
    timing: fc.dictionary(fc.constantFrom('total', 'solve'), number),
    provenance: fc.constant(provenance),
  },
  { requiredKeys: ['relucent', 'status', 'reason', 'solver', 'bounds', 'history', 'timing', 'provenance'] },
);
const partialComparison = fc.record({
  relucent: fc.constant(1),
  status,
  reason: fc.constant('a reason'),
  runs: fc.array(partialRun, { maxLength: 4 }),
  summary: fc.array(
    fc.record({
      label,
      repeats: fc.integer({ min: 1, max: 3 }),
      values: fc.record(
        {
          objective: spreads,
          'train.accuracy': shares,
          'test.certifiedAccuracy': shares,
          'test.attacks.pgd.loss': spreads,
          'train.rmse': spreads,
          other: spreads,
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  ),
  ladder: fc.array(
    fc.record(
      {
        label,
        kind: fc.constantFrom('lower', 'upper', 'reached'),
        value: number,
        scope,
        solver: label,
        seconds: number,
        repeats: spreads,
        attacked: number,
      },
      { requiredKeys: ['label', 'kind', 'value', 'scope', 'solver', 'seconds'] },
    ),
    { maxLength: 6 },
  ),
  timing: fc.dictionary(fc.constantFrom('total'), number),
  provenance: fc.constant(provenance),
});

/** The neighbourhood of the first hit, so that a failure does not print the whole report. */
function expectNone(html: string, pattern: RegExp): void {
  const at = html.search(pattern);
  expect(at < 0 ? undefined : html.slice(Math.max(0, at - 80), at + 80)).toBeUndefined();
}

function expectText(html: string, part: string): void {
  expect(html.includes(part), part).toBe(true);
}

function expectClean(html: string): void {
  expectNone(html, /NaN|undefined|Infinity|\[object|>null</);
}

function expectSelfContained(html: string): void {
  expectNone(html, /https?:|<script|<link|<img|<iframe|@import|url\(|\ssrc=|\shref=|\son\w+=/i);
}

/** Tags open and close in order, ids are unique, aria-labelledby names ids that exist. */
function expectWellFormed(html: string): void {
  const open: string[] = [];
  const body = html.replace(/<style>[\s\S]*?<\/style>/, '').replace('<!doctype html>', '');
  for (const [, closing, name, selfClosed] of body.matchAll(/<(\/?)([a-zA-Z0-9]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosed) open.push(name!);
  }
  expect(open).toEqual([]);
  expectNone(body.replace(/<\/?[a-zA-Z0-9]+(?:\s[^<>]*?)?\/?>/g, ''), /[<>]/);
  const ids = [...body.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, references] of body.matchAll(/aria-labelledby="([^"]*)"/g)) {
    for (const id of references!.split(' ')) expect(ids).toContain(id);
  }
}

/** The cells of the table with this caption, as text, header row first. */
function cells(html: string, caption: string): string[][] {
  const table = html.match(new RegExp(`<caption>${caption}</caption>([\\s\\S]*?)</table>`))![1]!;
  return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, '')),
  );
}

function text(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([:;.])/g, '$1');
}
