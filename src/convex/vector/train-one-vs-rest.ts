import type { ConvexOptions } from '../../core/generated/documents.js';
import { row, zeros } from '../../core/matrix.js';
import { outputCount, type Problem, type Sample } from '../../core/problem.js';
import { asReluNetwork, networkOfRelu, type ReluNetwork } from '../../core/relu-network.js';
import { worstStatus } from '../../core/status.js';
import { abortReason } from '../../core/stop.js';
import type { TrainContext, TrainOutcome } from '../../plugins/trainer.js';
import { trainConvex } from '../train-convex.js';

/**
 * Several outputs, each with neurons of its own: the objective is the sum of one training problem per output, all of
 * them on the same patterns. Stops after the output at which the signal is aborted.
 */
export async function trainOneVsRest(
  problem: Problem,
  options: ConvexOptions,
  context: TrainContext,
): Promise<TrainOutcome> {
  const outputs = outputCount(problem);
  const started = performance.now();
  const outcomes: TrainOutcome[] = [];
  const previous = context.previous?.state as readonly TrainOutcome[] | undefined;
  const history: TrainOutcome['history'][number][] = [];
  for (let output = 0; output < outputs && !context.signal.aborted; output++) {
    const report: TrainContext['report'] = ({ phase, fraction = 0 }) =>
      context.report({
        phase: `output ${output + 1}/${outputs}${phase ? `, ${phase}` : ''}`,
        fraction: (output + fraction) / outputs,
      });
    const { previous: _together, ...own } = context;
    const before = previous?.[output];
    const start = before ? { previous: before } : {};
    outcomes.push(await trainConvex(oneOutput(problem, output), options, { ...own, report, ...start }));
    history.push({ iteration: output + 1, seconds: (performance.now() - started) / 1000, ...sums(outcomes) });
  }
  const ended =
    outcomes.length < outputs
      ? abortReason(context.signal)
      : {
          status: worstStatus(outcomes.map((one) => one.status)),
          message: outcomes.map((one, output) => `output ${output}: ${one.reason}`).join('; '),
        };
  const networks = outcomes.flatMap(({ network }) => (network ? [asReluNetwork(network)!] : []));
  const bounds = outcomes.flatMap(({ lower }) => (lower ? [lower.value] : []));
  const certificates = outcomes.flatMap(({ certificate }) => (certificate ? [certificate] : []));
  const [first] = outcomes;
  const details = outcomes.map((one) => one.details ?? {});
  const lower = bounds.reduce((sum, value) => sum + value, 0);
  return {
    status: ended.status,
    reason: ended.message,
    ...(networks.length === outputs ? { network: networkOfRelu(sideBySide(networks)) } : {}),
    ...(bounds.length === outputs
      ? {
          lower: {
            value: lower,
            scope: 'sampled-patterns',
            how: `the sum of one bound per output, on networks whose neurons feed one output each (${outcomes[0]!.lower!.how})`,
          },
        }
      : {}),
    ...(certificates.length === outputs && bounds.length === outputs ? { certificates } : {}),
    ...(first?.backend === undefined ? {} : { backend: first.backend }),
    ...(first?.version === undefined ? {} : { version: first.version }),
    iterations: outcomes.reduce((sum, one) => sum + (one.iterations ?? 0), 0),
    details: { outputs: 'one-vs-rest', perOutput: details },
    history,
    timing: { solve: (performance.now() - started) / 1000 },
    state: outcomes,
  };
}

function sums(outcomes: readonly TrainOutcome[]): { objective?: number; lower?: number } {
  const last = outcomes.map(({ history }) => history.at(-1));
  const total = (of: 'objective' | 'lower') =>
    last.reduce((sum, point) => sum + (point?.[of] ?? Number.NaN), 0);
  return { objective: total('objective'), lower: total('lower') };
}

/** The problem of one output by itself. */
function oneOutput(problem: Problem, output: number): Problem {
  const only = ({ x, y }: Sample): Sample => ({
    x,
    y: { rows: y.rows, cols: 1, data: Float64Array.from({ length: y.rows }, (_, k) => row(y, k)[output]!) },
  });
  const { test, ...rest } = problem;
  return { ...rest, train: only(problem.train), ...(test ? { test: only(test) } : {}) };
}

/** One network whose o-th output is that of the o-th network. */
function sideBySide(networks: readonly ReluNetwork[]): ReluNetwork {
  const neurons = networks.reduce((sum, { hidden }) => sum + hidden.rows, 0);
  const hidden = zeros(neurons, networks[0]!.hidden.cols);
  const output = zeros(networks.length, neurons);
  let at = 0;
  networks.forEach((network, o) => {
    hidden.data.set(network.hidden.data, at * hidden.cols);
    row(output, o).set(network.output.data, at);
    at += network.hidden.rows;
  });
  return { hidden, output };
}
