import type { ComparisonResult, Result } from '../core/generated/documents.js';
import type { AnyProblem } from '../core/problem.js';
import type { Document } from '../core/validation.js';
import { h } from './markup.js';
import { baselineSection } from './sections/baseline.js';
import { curvesSection } from './sections/curves.js';
import { documentTitle, heading } from './sections/heading.js';
import { ladderSection } from './sections/ladder.js';
import { landscapeSection } from './sections/landscape.js';
import { layersSection } from './sections/layers.js';
import { meaningSection } from './sections/meaning.js';
import { measuresSection } from './sections/measures.js';
import { pathSection } from './sections/path.js';
import { planeSection } from './sections/plane.js';
import { provenanceSection } from './sections/provenance.js';
import { regularizerSection } from './sections/regularizer.js';
import { runsSection } from './sections/runs.js';
import { specificationSection } from './sections/specification.js';
import { styleSheet } from './style.js';
import { reportView } from './view.js';

export interface ReportContext {
  /** The prepared data, when at hand: needed for the pictures in the plane. */
  readonly problem?: AnyProblem;
}

/**
 * The report of a result as one HTML document: figures as inline SVG, no scripts, nothing fetched from anywhere (a
 * content security policy forbids both). A result without a network or without metrics has a shorter report.
 */
export function renderReport(
  result: Result | ComparisonResult,
  document: Document,
  context: ReportContext,
): string {
  const view = reportView(result, document, context.problem);
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'",
      }),
      h('title', {}, documentTitle(view)),
      h('style', {}, { source: styleSheet }),
    ),
    h(
      'body',
      {},
      heading(view),
      h(
        'main',
        {},
        view.path ? pathSection(view) : ladderSection(view),
        measuresSection(view),
        // Of one problem each, where a path is about many.
        view.path
          ? undefined
          : [baselineSection(view), planeSection(view), landscapeSection(view), curvesSection(view)],
        layersSection(view),
        runsSection(view),
        regularizerSection(view),
        meaningSection(view),
        specificationSection(view),
        provenanceSection(view),
      ),
    ),
  );
  return `<!doctype html>\n${page.source}\n`;
}
