type Colours = Readonly<Record<string, string>>;

/** Colours by what they are for; in rules `var(--name)`. */
export const lightColours: Colours = {
  paper: '#ffffff',
  ink: '#1b1f24',
  muted: '#59636e',
  rule: '#d5dae0',
  soft: '#f4f6f8',
  lower: '#0a5ea8',
  upper: '#b4470f',
  reached: '#14713f',
  bad: '#b3142d',
  optimum: '#0a5ea81f',
  plus: '#1f6fb8',
  minus: '#c05a12',
  'plus-field': '#d9e9f7',
  'minus-field': '#fbe6d3',
  wrong: '#b3001b',
  s0: '#0a5ea8',
  s1: '#b4470f',
  s2: '#14713f',
  s3: '#7b3fa0',
  s4: '#8a6a00',
  s5: '#b0216b',
  s6: '#50606e',
  s7: '#00737f',
};

const darkColours: Colours = {
  paper: '#14171b',
  ink: '#e8ebee',
  muted: '#a3adb8',
  rule: '#363d45',
  soft: '#1d2228',
  lower: '#74b9f5',
  upper: '#ffa36b',
  reached: '#63d297',
  bad: '#ff8a97',
  optimum: '#74b9f52e',
  plus: '#8cc8ff',
  minus: '#ffb37a',
  'plus-field': '#1c3349',
  'minus-field': '#45301f',
  wrong: '#ff5c73',
  s0: '#74b9f5',
  s1: '#ffa36b',
  s2: '#63d297',
  s3: '#cfa2ee',
  s4: '#e6c557',
  s5: '#ff93c4',
  s6: '#b4c0cb',
  s7: '#5cd6e0',
};

/** How figures are drawn, one rule a line: shared by the report, the page and figures in files of their own. */
export const drawingStyle = `
svg text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
svg .muted { fill: var(--muted); }
.axis line { stroke: var(--rule); stroke-width: 1; }
.axis text { fill: var(--muted); font-size: 12px; }
.ladder text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.ladder .value { text-anchor: end; }
.track { stroke: var(--rule); stroke-width: 1; }
.rung { --kind: var(--reached); }
.rung.lower { --kind: var(--lower); }
.rung.upper { --kind: var(--upper); }
.marker { fill: var(--kind); stroke: var(--paper); stroke-width: 1.5; }
.hollow { fill: var(--paper); stroke: var(--kind); stroke-width: 2; }
.joint { stroke: var(--kind); stroke-width: 2; stroke-dasharray: 2 3; }
.whisker { fill: none; stroke: var(--kind); stroke-width: 2; }
.optimum { fill: var(--optimum); }
.curve, .level { fill: none; stroke: var(--stroke); vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.curve { stroke-width: 1; opacity: .4; }
.curve.best { stroke-width: 2.2; opacity: 1; }
.level { stroke-width: 1.6; stroke-dasharray: 7 4; }
.level.lower { --stroke: var(--lower); stroke-dasharray: 2 3; }
.level.lower.global { stroke-width: 2.2; stroke-dasharray: 14 4; }
.level.upper { --stroke: var(--upper); stroke-dasharray: 9 3 2 3; }
.s0 { --stroke: var(--s0); }
.s1 { --stroke: var(--s1); }
.s2 { --stroke: var(--s2); }
.s3 { --stroke: var(--s3); }
.s4 { --stroke: var(--s4); }
.s5 { --stroke: var(--s5); }
.s6 { --stroke: var(--s6); }
.s7 { --stroke: var(--s7); }
.curve.d1 { stroke-dasharray: 8 3; }
.curve.d2 { stroke-dasharray: 3 3; }
.curve.d3 { stroke-dasharray: 10 3 2 3; }
.frame { fill: none; stroke: var(--muted); stroke-width: 1; }
.minus { fill: var(--minus-field); }
.plus { fill: var(--plus-field); }
.boundary { fill: none; stroke: var(--ink); stroke-width: 1.8; }
.margin { fill: none; stroke: var(--muted); stroke-width: 1; stroke-dasharray: 4 3; }
.row { stroke: var(--paper); stroke-width: .7; }
.plus-one { fill: var(--plus); }
.minus-one { fill: var(--minus); }
.box { fill: none; stroke-width: 1; }
.box.robust { stroke: var(--reached); }
.box.undecided { stroke: var(--ink); stroke-dasharray: 3 2; }
.box.vulnerable { stroke: var(--wrong); stroke-width: 1.4; fill: var(--wrong); fill-opacity: .14; }
.worst { fill: var(--ink); }
.counterexample { fill: none; stroke: var(--wrong); stroke-width: 1.6; }
.band { fill-opacity: .16; }
.band.more { fill: var(--minus); }
.band.less { fill: var(--plus); }
.threat { fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 5 3; }
.sweep .level { stroke-dasharray: none; }
.sweep .curve.dashed { stroke-width: 1.6; stroke-dasharray: 6 4; }
.sweep .mark { fill: var(--stroke); }
`.trim();

const pageStyle = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: .1rem 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 0 0 .8rem; padding-top: 1.6rem; border-top: 1px solid var(--rule); }
section { margin-top: 2.4rem; }
p { margin: .5rem 0; max-width: 46rem; }
.kicker { margin: 0; color: var(--muted); font-size: .9rem; }
.subtitle { margin: 0 0 .8rem; color: var(--muted); font-size: 1.05rem; }
.muted, .absent, .note, figcaption { color: var(--muted); }
.note, figcaption { font-size: .9rem; }
figcaption strong { color: var(--ink); }
.status { border-left: 4px solid var(--muted); padding: .3rem .9rem; margin: 1rem 0; }
.status.solved { border-color: var(--reached); }
.status.inaccurate, .status.limit, .status.cancelled { border-color: var(--upper); }
.status.infeasible, .status.diverged, .status.failed { border-color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .8rem; margin: 1.4rem 0 0; }
.figures > div { background: var(--soft); border-radius: 6px; padding: .8rem 1rem; }
.figures dt { font-size: .9rem; color: var(--muted); }
.figures dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.figures dd.note { font-size: .85rem; }
.meaning dt { font-weight: 600; margin-top: .9rem; }
.meaning dd { margin: .1rem 0 0; max-width: 46rem; }
.scroll { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .4rem; max-width: min(46rem, calc(100vw - 2rem)); }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--rule); font-weight: 600; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tbody tr:last-child > * { border-bottom: 0; }
.prose { min-width: 13rem; }
td.prose, th.prose { padding-left: .9rem; }
tbody th { min-width: 8rem; }
.pairs th { width: 15rem; color: var(--muted); font-weight: 400; }
.kind { white-space: nowrap; }
.kind.lower { color: var(--lower); }
.kind.upper { color: var(--upper); }
.kind.reached { color: var(--reached); }
code { font: .85em/1.4 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; overflow-wrap: anywhere; }
pre {
  font: .82rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
  background: var(--soft); padding: 1rem; border-radius: 6px; overflow-x: auto;
}
summary { cursor: pointer; }
figure { margin: 1rem 0; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; margin: .4rem 0; padding: 0; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.legend svg { flex: none; overflow: visible; }
.ladder, .curves, .plane { display: block; width: 100%; overflow: visible; }
.narrow { display: none; }
.curves { margin-left: 4.2rem; width: calc(100% - 4.2rem); }
.multiples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1.2rem; }
.multiples figure { margin: 0; max-width: 27rem; }
.wide-multiples { grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); }
.wide-multiples figure { max-width: 40rem; }
@media (max-width: 40rem) {
  body { padding: 1.4rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .narrow { display: inline; }
  .wide { display: none; }
  .pairs th { width: 8rem; }
}
@media print { body { max-width: none; padding: 0; } section { break-inside: avoid-page; } }
`.trim();

/** The report's style sheet: light and dark by the reader's setting, one column that fits a telephone. */
export const styleSheet = `
:root { color-scheme: light dark; ${variables(lightColours)} }
@media (prefers-color-scheme: dark) { :root { ${variables(darkColours)} } }
${drawingStyle}
${pageStyle}
`;

function variables(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}
