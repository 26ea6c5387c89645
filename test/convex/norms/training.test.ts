import { describe, expect, it } from 'vitest';
import type { GroupNormSpec } from '#relucent/core/generated/documents.js';
import { groupNorm } from '#relucent/core/norms/index.js';
import { asReluNetwork, networkOfRelu, type ReluNetwork, reluValues } from '#relucent/core/relu-network.js';
import { trainConvex } from '../../support/convex.js';
import { evaluated } from '../../support/evaluated.js';
import { problemOf } from '../../support/problems.js';

const n = 8;
const d = 3;
const indices = (size: number) => Array.from({ length: size }, (_, i) => i);
/** x_kj = sin((k + 1)(2j + 3)), targets cos k or their signs; patterns of the directions cos((i + 1)(3j + 2)). */
const x = indices(n).map((k) => indices(d).map((j) => Math.sin((k + 1) * (2 * j + 3))));
const directions = indices(5).map((i) => indices(d).map((j) => Math.cos((i + 1) * (3 * j + 2))));
const patterns = directions.map((a) =>
  x.map((row) => (row.reduce((sum, value, j) => sum + value * a[j]!, 0) >= 0 ? '1' : '0')).join(''),
);

const norms = {
  l1: { norm: 'l1' },
  elastic: { norm: 'elastic', mix: 0.3 },
  l2: { norm: 'l2' },
  linf: { norm: 'linf' },
} as const satisfies Record<string, GroupNormSpec>;
type Name = keyof typeof norms;

/**
 * Optima of the programs on these patterns at beta = 0.02, mean loss and, but for standard training, radius 0.03,
 * written in CVXPY 1.9.3 by their definitions (no dual, no epigraphs of ours) and solved by Clarabel to 1e-11.
 */
const optima = {
  standard: {
    hinge: { l1: 0.300024613, l2: 0.189633686, linf: 0.140079585, elastic: 0.224091609 },
    squared: { l1: 0.169172497, l2: 0.148194767, linf: 0.137379788, elastic: 0.154908171 },
    logistic: { l1: 0.47284316, l2: 0.377237914, linf: 0.321492345, elastic: 0.410649018 },
  },
  stable: {
    hinge: { l1: 0.378588493, l2: 0.286722072, linf: 0.221714192, elastic: 0.320298097 },
    squared: { l1: 0.188225118, l2: 0.166099565, linf: 0.156515539, elastic: 0.173200534 },
    logistic: { l1: 0.517884987, l2: 0.428792258, linf: 0.381288954, elastic: 0.459566471 },
  },
  soft: {
    hinge: { l1: 0.283178324, l2: 0.246853585, linf: 0.191307003, elastic: 0.26037163 },
    squared: { l1: 0.172966259, l2: 0.152057109, linf: 0.143536608, elastic: 0.158673332 },
    logistic: { l1: 0.449492945, l2: 0.389496294, linf: 0.353569395, elastic: 0.410884239 },
  },
} as const;
type Mode = keyof typeof optima;
type LossName = 'hinge' | 'squared' | 'logistic';

const cases = (Object.keys(optima) as Mode[]).flatMap((mode) =>
  (['hinge', 'squared', 'logistic'] as const).map((loss) => ({ mode, loss })),
);

function task(mode: Mode, loss: LossName, params: GroupNormSpec) {
  const y = indices(n).map((k) => (loss === 'squared' ? Math.cos(k) : Math.cos(k) >= 0 ? 1 : -1));
  return problemOf({
    data: { source: 'inline', x, y },
    loss: { type: loss },
    regularizer: { type: 'group-lasso', weight: 0.02, params },
    threat: { radius: mode === 'standard' ? 0 : 0.03 },
  });
}

async function train(mode: Mode, loss: LossName, params: GroupNormSpec, backend = 'auto') {
  const problem = await task(mode, loss, params);
  const robust = mode === 'standard' ? {} : { robust: mode };
  const options = { patterns: { method: 'explicit', patterns }, backend, tolerance: 1e-7, ...robust };
  const outcome = await trainConvex(problem, options);
  const { programUpper, programLower } = outcome.details as Record<string, number>;
  const { objective } = await evaluated(outcome.network!, problem);
  return {
    status: outcome.status,
    objective,
    upper: programUpper ?? objective,
    lower: programLower ?? outcome.lower!.value,
    backend: outcome.backend,
    network: asReluNetwork(outcome.network!)!,
    problem,
  };
}

describe.each(cases)('$mode training with $loss loss', ({ mode, loss }) => {
  it.each(Object.keys(norms) as Name[])('reaches the optimum under the %s norm', async (name) => {
    const optimum = optima[mode][loss][name];
    const { status, objective, upper, lower } = await train(mode, loss, norms[name]);
    expect(status).toBe('solved');
    expect(Math.abs(upper - optimum)).toBeLessThan(2e-7);
    expect(lower).toBeLessThanOrEqual(upper + 1e-12);
    expect(upper - lower).toBeLessThan(2e-7);
    // The network is at least as good as the program promises, and under a stable program just as good.
    expect(objective).toBeLessThanOrEqual(upper + 1e-9);
    if (mode !== 'soft') expect(objective).toBeGreaterThanOrEqual(lower - 1e-9);
  });
});

describe('group norms in the program', () => {
  it.each(Object.keys(optima) as Mode[])('%s: elastic at its ends is l2 and l1', async (mode) => {
    for (const [mix, name] of [
      [0, 'l2'],
      [1, 'l1'],
    ] as const) {
      const { upper } = await train(mode, 'hinge', { norm: 'elastic', mix });
      expect(Math.abs(upper - optima[mode].hinge[name])).toBeLessThan(2e-7);
    }
  });

  it('the larger the norm, the larger the optimum', () => {
    for (const of of Object.values(optima).flatMap((losses) => Object.values(losses))) {
      const ascending = [of.linf, of.l2, of.elastic, of.l1];
      expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
    }
  });

  it.each([
    ['l1', 'highs'],
    ['linf', 'highs'],
    ['elastic', 'clarabel'],
    ['l2', 'clarabel'],
  ] as const)('%s with hinge loss is for %s; the other solver agrees', async (name, best) => {
    const other = best === 'highs' ? 'clarabel' : 'highs';
    const [auto, second] = [
      await train('soft', 'hinge', norms[name]),
      await train('soft', 'hinge', norms[name], other),
    ];
    expect(auto.backend).toBe(best);
    expect(second.backend).toBe(other);
    expect(Math.abs(auto.upper - second.upper)).toBeLessThan(5e-7);
  });

  it('l1 leaves exact zeros, and the network keeps its objective and its certificate', async () => {
    for (const mode of ['standard', 'stable', 'soft'] as const) {
      const { network, objective, upper } = await train(mode, 'squared', norms.l1);
      expect(network.hidden.data.filter((value) => value === 0).length).toBeGreaterThan(0);
      const largest = Math.max(...network.hidden.data.map(Math.abs));
      expect(network.hidden.data.filter((v) => v !== 0 && Math.abs(v) < 1e-8 * largest)).toEqual(
        new Float64Array(0),
      );
      expect(objective).toBeLessThanOrEqual(upper + 1e-9);
    }
  });

  it('returns neurons balanced in their norm: no scaling of u and alpha lowers the objective', async () => {
    for (const params of Object.values(norms)) {
      const { network } = await train('standard', 'squared', params);
      const { value } = groupNorm(params);
      const { hidden, output } = network;
      expect(hidden.rows).toBeGreaterThan(0);
      output.data.forEach((alpha, i) => {
        const u = hidden.data.subarray(i * d, (i + 1) * d);
        expect(value(u)).toBeCloseTo(Math.abs(alpha), 12);
      });
    }
  });

  it('no network on the patterns is below the bound', async () => {
    for (const params of Object.values(norms)) {
      const { problem, network, lower } = await train('standard', 'squared', params);
      const { value } = problem.norm;
      const objective = ({ hidden, output }: ReluNetwork) => {
        const losses = reluValues({ hidden, output }, problem.train.x).map((f, k) =>
          problem.loss.value(f, problem.train.y.data[k]!),
        );
        const penalty = output.data.reduce(
          (sum, alpha, i) => sum + alpha ** 2 + value(hidden.data.subarray(i * d, (i + 1) * d)) ** 2,
          0,
        );
        return problem.lossScale * losses.reduce((a, b) => a + b, 0) + (problem.weight / 2) * penalty;
      };
      expect(objective(network)).toBeCloseTo(
        (await evaluated(networkOfRelu(network), problem)).objective,
        12,
      );
      for (const factor of [0.9, 0.99, 1.01, 1.1]) {
        const output = { ...network.output, data: network.output.data.map((alpha) => factor * alpha) };
        const scaled = { ...network, output };
        expect(objective(scaled)).toBeGreaterThanOrEqual(lower);
      }
    }
  });
});
