import type { SampleVerdict } from '../../certify/rows/verdict.js';
import type { Result } from '../../core/generated/documents.js';

interface Proven {
  readonly part: 'train' | 'test';
  readonly exact: SampleVerdict;
  readonly rounded: SampleVerdict;
}

/** What is in a bundle, in words, with what was proven. */
export function bundleReadme({ objective, bounds, provenance, solver }: Result, proven: Proven): string {
  const { part, exact, rounded } = proven;
  const line = (name: string, { robust, vulnerable, undecided }: SampleVerdict) =>
    `| ${name} | ${robust} | ${vulnerable} | ${undecided} |`;
  return `# Certificate bundle

A network trained by ${solver.label ?? solver.name}, relucent ${provenance.relucent}. Training objective ${objective ?? 'not known'}${
    bounds.lower === undefined ? '' : `, lower bound ${bounds.lower} (scope: ${bounds.scope})`
  }. Data SHA-256 ${provenance.dataSha256}, spec SHA-256 ${provenance.specSha256}.

| file | holds |
| --- | --- |
| model.onnx | the network, weights rounded to float32; input \`rows\`, output \`outputs\` |
| network.json | the network as it was certified, float64 |
| result.json | the result with its bounds and its dual certificate |
| properties/*.vnnlib | for each row of the ${part} part: is some point of its box classified wrongly? (\`unsat\`: robust) |
| instances.csv | model, property, seconds: what verifiers take |
| verdicts.csv | what was proven of each row |

| weights | robust | vulnerable | undecided |
| --- | --- | --- | --- |
${line('float64', exact)}
${line('rounded to float32', rounded)}

Rounding is that of the weights: products and sums are those of exact arithmetic in float64 with its rounding accounted for. A runtime that computes in float32 adds its own.

\`relucent check result.json\` verifies objective, bounds and certificate again, without a solver.
`;
}
