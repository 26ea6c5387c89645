import type { Certificate } from '../../core/generated/documents.js';
import { row, selectRows } from '../../core/matrix.js';
import type { Problem } from '../../core/problem.js';
import type { ReluNetwork } from '../../core/relu-network.js';
import type { Findings } from './certificate-kind.js';
import { below, condition } from './claim.js';

/** Checks one output's certificate on the problem of that output alone. */
export type OneOutputCheck = (
  certificate: Certificate,
  problem: Problem | undefined,
  network: ReluNetwork | undefined,
) => Findings | undefined;

/**
 * One certificate per output, each checked on that output's own training problem and the neurons that feed it. What
 * they prove together is a bound on networks whose neurons feed one output each.
 */
export function checkOneVsRest(
  outputs: readonly Certificate[],
  problem: Problem | undefined,
  network: ReluNetwork | undefined,
  check: OneOutputCheck,
): Findings {
  const count = problem?.train.y.cols ?? outputs.length;
  if (outputs.length !== count) {
    const claim = condition('', false, `one certificate for each of the ${count} outputs`);
    return { claims: [claim], proven: [], unread: [] };
  }
  const findings = outputs.map((certificate, output) =>
    check(certificate, problem && oneOutput(problem, output), network && neuronsOf(network, output)),
  );
  // A bound on all networks of one output is one on those of the program as well: the higher of the two counts.
  const bounds = findings.flatMap((one) => one?.proven.toSorted((a, b) => b.value - a.value)[0] ?? []);
  const apart =
    !network ||
    Array.from({ length: network.hidden.rows }, (_, j) => fedBy(network, j)).every((fed) => fed <= 1);
  const proven = bounds.length === count && apart;
  return {
    claims: [
      condition('', apart, 'every neuron feeds one output'),
      ...findings.flatMap((one, output) => (one?.claims ?? []).map(below(`/${output}`))),
    ],
    proven: proven
      ? [
          {
            scope: 'sampled-patterns',
            about: 'networks whose neurons feed one output each',
            value: bounds.reduce((total, bound) => total + bound.value, 0),
            tolerance: bounds.reduce((total, bound) => total + bound.tolerance, 0),
          },
        ]
      : [],
    unread: findings.flatMap((one, output) => (one ? one.unread : [`certificates/${output}`])),
  };
}

function fedBy({ output }: ReluNetwork, j: number): number {
  return Array.from({ length: output.rows }, (_, o) => row(output, o)[j]!).filter((a) => a !== 0).length;
}

function oneOutput(problem: Problem, output: number): Problem {
  const { x, y } = problem.train;
  const data = Float64Array.from({ length: y.rows }, (_, k) => row(y, k)[output]!);
  return { ...problem, train: { x, y: { rows: y.rows, cols: 1, data } } };
}

/** The part of the network that feeds one output. */
function neuronsOf({ hidden, output }: ReluNetwork, o: number): ReluNetwork {
  const weights = row(output, o);
  const feeding = Array.from(weights.keys()).filter((j) => weights[j] !== 0);
  return {
    hidden: selectRows(hidden, feeding),
    output: { rows: 1, cols: feeding.length, data: Float64Array.from(feeding, (j) => weights[j]!) },
  };
}
