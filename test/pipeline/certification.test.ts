import { describe, expect, it } from 'vitest';
import { check, failures, runToJson } from '../check/runs.js';

const moons = {
  data: { source: 'generator', name: 'two-moons', n: 40, noise: 0.15, bias: true, split: { test: 0.25 } },
  model: { hidden: [10] },
  regularizer: { weight: 1e-3 },
  threat: { radius: 0.1 },
  solver: { name: 'gd-pgd', options: { epochs: 60 } },
};

describe('robust accuracy in a result', () => {
  it('lies between proof and counterexample, below every attack inside the threat', async () => {
    const result = await runToJson(moons);
    for (const part of [result.metrics!.train, result.metrics!.test!]) {
      const { robust, vulnerable, undecided } = part.certification!;
      expect(robust + vulnerable + undecided).toBe(part.rows);
      expect(part.certifiedAccuracy).toBe(robust / part.rows);
      expect(part.robustAccuracy).toEqual({ lower: robust / part.rows, upper: 1 - vulnerable / part.rows });
      expect(part.certifiedAccuracy!).toBeLessThanOrEqual(part.attacked!.accuracy!);
      expect(part.attacked!.accuracy!).toBeLessThanOrEqual(part.accuracy!);
      // Ten neurons in the plane are always decided.
      expect(undecided).toBe(0);
    }
    expect(failures(await check(result))).toEqual([]);
  });

  it('goes as far as its limits: relaxation alone proves no more', async () => {
    const relaxed = await runToJson({ ...moons, evaluate: { certify: { nodes: 0 } } });
    const searched = await runToJson(moons);
    expect(relaxed.metrics!.train.certification!.limits).toEqual({ nodes: 0, seconds: 20 });
    expect(relaxed.metrics!.train.certifiedAccuracy!).toBeLessThanOrEqual(
      searched.metrics!.train.certifiedAccuracy!,
    );
    const without = await runToJson({ ...moons, evaluate: { certify: false } });
    expect(without.metrics!.train.certifiedAccuracy).toBeUndefined();
    expect(without.objective).toBeCloseTo(searched.objective!, 12);
  });

  it('claims of more than can be proven fail', async () => {
    const result = await runToJson({ ...moons, threat: { radius: 0.4 } });
    const { train } = result.metrics!;
    expect(train.attacked!.accuracy!).toBeLessThan(1);
    train.certifiedAccuracy = 1;
    train.robustAccuracy = { lower: 1, upper: 1 };
    train.certification = { ...train.certification!, robust: train.rows, vulnerable: 0 };
    expect(failures(await check(result))).toContain('/metrics/train/certifiedAccuracy');
    const lowered = await runToJson(moons);
    lowered.metrics!.train.robustAccuracy!.upper = lowered.metrics!.train.certifiedAccuracy! - 0.01;
    expect(failures(await check(lowered))).toContain('/metrics/train/robustAccuracy/upper');
  });

  it('is there for deeper networks with several outputs and any loss', async () => {
    const result = await runToJson({
      data: { source: 'generator', name: 'blobs', n: 60, d: 2, centers: 3, noise: 0.2, targets: 'classes' },
      model: { type: 'mlp', hidden: [8, 6] },
      loss: { type: 'cross-entropy' },
      threat: { radius: 0.05 },
      solver: { name: 'adam', options: { epochs: 40 } },
    });
    const { train } = result.metrics!;
    expect(train.certification!.undecided).toBe(0);
    expect(train.worstCaseLoss!).toBeGreaterThanOrEqual(train.attacked!.loss);
    expect(result.objective!).toBeGreaterThanOrEqual(result.objectiveAttacked!);
    expect(failures(await check(result))).toEqual([]);
  });

  it.each([
    [
      'patches',
      {
        data: { source: 'generator', name: 'patches-teacher', n: 20, d: 6, patches: 2 },
        model: { type: 'patches', patches: 2 },
        loss: { type: 'squared' },
      },
      false,
    ],
    [
      'an autoencoder',
      {
        data: {
          source: 'inline',
          x: [
            [0.1, 0.9],
            [0.8, 0.3],
            [0.5, 0.5],
            [0.2, 0.7],
          ],
        },
        model: { type: 'autoencoder', code: 2, activation: 'sigmoid' },
        loss: { type: 'squared' },
      },
      false,
    ],
    [
      'an mlp of tanh',
      {
        data: { source: 'generator', name: 'blobs', n: 40, d: 2, centers: 3, noise: 0.2, targets: 'classes' },
        model: { type: 'mlp', hidden: [6], activation: 'tanh' },
        loss: { type: 'cross-entropy' },
      },
      true,
    ],
  ] as const)('bounds the worst case of %s, and is checked', async (_name, task, labelled) => {
    const result = await runToJson({
      ...task,
      threat: { radius: 0.05 },
      solver: { name: 'gd-pgd', options: { epochs: 30 } },
    });
    const { train } = result.metrics!;
    expect(train.worstCaseLoss!).toBeGreaterThanOrEqual(train.attacked!.loss);
    expect(['exact', 'relaxation']).toContain(train.worstCaseBy);
    expect(result.objective!).toBeGreaterThanOrEqual(result.objectiveAttacked!);
    expect(train.certification !== undefined).toBe(labelled);
    expect(failures(await check(result))).toEqual([]);
    const lowered = structuredClone(result);
    lowered.metrics!.train.worstCaseBy = 'intervals';
    expect(failures(await check(lowered))).toContain('/metrics/train/worstCaseBy');
  });
});
