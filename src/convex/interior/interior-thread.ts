import { parentPort, workerData } from 'node:worker_threads';
import { losses } from '../../core/losses/index.js';
import type { Loss } from '../../core/losses/loss.js';
import { l2 } from '../../core/norms/l2.js';
import { activityGroups } from '../activity-groups.js';
import { lossBlocks } from '../losses/index.js';
import { closedGap } from '../solve-certified.js';
import { candidateOf } from './candidate.js';
import { type Judged, provenBy, reachedBy, thinned } from './certify-iterate.js';
import { interiorIterates } from './iterates.js';
import { chooseKernels } from './kernels/choose.js';
import type { InteriorReport, InteriorRequest } from './messages.js';
import { interiorProgram } from './program.js';
import { mayFactor, stepsBeforeFactoring } from './size.js';
import { zSolvers } from './z-solver.js';

const maxIterations = 100;

// Entry point of the thread of one solve: a report after every iteration, the last one saying how it ended.
const request = workerData as InteriorRequest;
const { x, y, patterns, tolerance } = request;
const problem = {
  ...request,
  train: { x, y },
  loss: losses[request.loss as keyof typeof losses] as Loss,
  norm: l2,
};
const judged: Judged = {
  problem,
  patterns,
  groups: activityGroups(patterns, x.rows),
  loss: lossBlocks[request.loss]!,
};
const program = interiorProgram(problem, patterns);
const kernels = await chooseKernels();
const solvers = zSolvers(stepsBeforeFactoring(program, kernels), mayFactor(program));
const say = (report: InteriorReport) => parentPort!.postMessage(report);
let { upper, lower } = request;

function solve(): void {
  const iterates = interiorIterates(program, kernels, solvers);
  const effort = () =>
    `${solvers.counts.steps} steps of conjugate gradients, ${solvers.counts.factored} whole factors, ${kernels.name}`;
  for (let last = 0; ; ) {
    const next = iterates.next();
    if (next.done) {
      const native = `stopped: ${next.value} (${effort()})`;
      say({ iteration: last, ended: { native, closed: false } });
      return;
    }
    const { iteration } = next.value;
    last = iteration;
    const candidate = candidateOf(program, judged.groups, next.value);
    const reached = reachedBy(judged, candidate);
    const bound = provenBy(judged, candidate);
    const better = reached.unrepaired === 0 && reached.upper < upper;
    const tighter = bound.value > lower;
    upper = better ? reached.upper : upper;
    lower = tighter ? bound.value : lower;
    const closed = upper - lower <= closedGap(upper, tolerance);
    const kept =
      better && closed ? thinned(judged, reached, lower + closedGap(reached.upper, tolerance)) : reached;
    const report: InteriorReport = {
      iteration,
      ...(better ? { reached: kept } : {}),
      ...(tighter ? { bound } : {}),
    };
    if (closed || iteration === maxIterations) {
      const native = closed ? `gap closed (${effort()})` : `iteration limit (${effort()})`;
      say({ ...report, ended: { native, closed } });
      return;
    }
    say(report);
  }
}
solve();
