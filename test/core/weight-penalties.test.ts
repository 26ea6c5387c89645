import { describe, expect, it } from 'vitest';
import { convexTrainer } from '#relucent/convex/trainer.js';
import { regularization } from '#relucent/core/objective.js';
import { nonconvexTrainers } from '#relucent/nonconvex/index.js';
import { networkFrom } from '../support/networks.js';
import { problemOf, taskOf } from '../support/problems.js';

const data = { source: 'inline' as const, x: [[1, 2], [3, 4]], y: [1, -1] }; // biome-ignore format: one row a line
const network = networkFrom([[3, 0]], [-0.5]);
const model = { type: 'relu' as const, hidden: [1] };

describe('penalties of the single weights', () => {
  it.each([
    [{ type: 'l1' }, 3.5],
    [{ type: 'l0' }, 2],
    [{ type: 'tl1', params: { a: 2 } }, 9 / 5 + 1.5 / 2.5],
    [{ type: 'elastic-net', params: { mix: 0.25 } }, 0.25 * 3.5 + 0.75 * (4.5 + 0.125)],
    [{ type: 'mcp', params: { knee: 1 } }, 0.5 + 0.375],
    [{ type: 'scad', params: { knee: 0.25, a: 3 } }, 0.5 + (2 * 3 * 0.25 * 0.5 - 0.25 - 0.0625) / (4 * 0.25)],
  ] as const)('%j is summed over all layers and has its weight', async (spec, value) => {
    const problem = await problemOf({ data, regularizer: { ...spec, weight: 0.1 } });
    expect(regularization(network, problem)).toBeCloseTo(0.1 * value, 14);
    expect(problem.regularizer.penaltyOf?.(0).structure).toBe('entries');
  });

  it('have default parameters, and know no others', () => {
    const regularizer = (spec: object) => taskOf({ data, regularizer: spec }).regularizer;
    expect(regularizer({ type: 'tl1' })).toEqual({
      type: 'tl1',
      weight: 1e-4,
      params: { a: 1 },
      ridge: 0,
      target: 'weights',
    });
    expect(regularizer({ type: 'scad' })).toMatchObject({ params: { knee: 0.1, a: 3.7 } });
    expect(() => regularizer({ type: 'tl1', params: { b: 1 } })).toThrow(
      '/regularizer/params/b: unknown field',
    );
    expect(() => regularizer({ type: 'tl1', params: { a: 0 } })).toThrow('/regularizer/params/a');
    expect(() => regularizer({ type: 'l1', params: { a: 1 } })).toThrow('/regularizer/params/a');
    expect(() => regularizer({ type: 'scad', params: { a: 1 } })).toThrow('/regularizer/params/a');
  });

  it('may be of some layers, with factors for their entries and a ridge', async () => {
    const value = async (regularizer: object) =>
      regularization(network, await problemOf({ data, model, regularizer: { weight: 0.1, ...regularizer } }));
    expect(await value({ type: 'l1', layers: [1] })).toBeCloseTo(0.05, 14);
    expect(await value({ type: 'l1', ridge: 2 })).toBeCloseTo(0.1 * (3.5 + 9 + 0.25), 14);
    expect(await value({ type: 'l1', layers: [0], entryWeights: [[2, 9]] })).toBeCloseTo(0.6, 14);
    expect(await value({ type: 'l1', layers: [0], entryWeights: [[2, 9]], ridge: 2 })).toBeCloseTo(1.5, 14);
    const refused = (regularizer: object) => expect(value(regularizer)).rejects;
    await refused({ type: 'l1', layers: [2] }).toThrow('/regularizer/layers/0: the model has 2 layers');
    await refused({ type: 'l1', entryWeights: [[1, 1]] }).toThrow(
      '/regularizer/entryWeights: must be 2 lists',
    );
    await refused({ type: 'l1', layers: [0], entryWeights: [[1]] }).toThrow(
      '/regularizer/entryWeights/0: must have 2 entries (1 rows of 2), not 1',
    );
    await refused({ type: 'nuclear', layers: [0], entryWeights: [[1, 1]] }).toThrow('nuclear is no sum');
    await refused({ type: 'group-l2', params: { groups: [[0, 2]] } }).toThrow(
      'position 2 is not in a weight of 1 rows and 2 columns',
    );
    await refused({ type: 'l1', target: 'codes' }).toThrow('is about the codes of an autoencoder');
  });

  it('have names, or the nearest one is suggested', () => {
    const regularizer = (type: string) => () => taskOf({ data, regularizer: { type } });
    expect(regularizer('mpc')).toThrow('/regularizer/type: "mpc" is not known; did you mean "mcp"?');
    expect(regularizer('Mcp')).toThrow('/regularizer/type: must match pattern');
    expect(regularizer('constructor')).toThrow('/regularizer/type: "constructor" is not known');
  });

  it('are refused with a reason by trainers that cannot use them', async () => {
    const answersTo = async (regularizer: object) => {
      const problem = await problemOf({ data, regularizer: regularizer as { type: 'l1' } });
      return Object.fromEntries(
        [convexTrainer, ...nonconvexTrainers].map((trainer) => [trainer.name, trainer.supports(problem)]),
      );
    };
    const l1 = await answersTo({ type: 'l1' });
    expect(l1['convex']).toBe(
      'it regularizes neurons, by weight-decay or group-lasso, not by l1; its norm, taken of the input weights of every neuron, is group-lasso with params {"norm":"l1"}',
    );
    expect(l1).toMatchObject({ adam: true, sgd: true, momentum: true });
    const l0 = await answersTo({ type: 'l0' });
    expect(l0).toMatchObject({ sgd: true, momentum: true, extrapolation: true });
    expect(l0['adam']).toMatch(/^l0 has no gradient, only a proximal operator/);
  });
});
