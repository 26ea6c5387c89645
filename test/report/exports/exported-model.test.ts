import { describe, expect, it } from 'vitest';
import type { ComparisonResult, DataSummary, Result } from '#relucent/core/generated/documents.js';
import { zeros } from '#relucent/core/matrix.js';
import { networkDocument, predict } from '#relucent/core/network.js';
import { createRandom } from '#relucent/core/random.js';
import { networkOfRelu } from '#relucent/core/relu-network.js';
import { exportModel } from '#relucent/report/exports/export-model.js';
import { exportedModel } from '#relucent/report/exports/exported-model.js';
import { normalMatrix, randomRelu } from '../../support/networks.js';
import { distance, networkWith } from './networks.js';

const random = createRandom(3, 'exports');
const network = networkOfRelu(randomRelu(random, 5, 4, 2));
const scaling = { offset: [1, -2, 0.5], divisor: [2, 0.1, 3] };
const data: DataSummary = {
  train: 10,
  test: 0,
  columns: ['a', 'b', 'c', 'bias'],
  ones: true,
  scaling,
  classes: [{ label: 'no', value: -1 }],
};

function resultOf(changes: Partial<Result> = {}): Result {
  return {
    relucent: 1,
    status: 'solved',
    reason: '',
    solver: { name: 'convex' },
    objective: 1,
    network: networkDocument(network),
    history: [],
    timing: { total: 0 },
    provenance: { relucent: '1', node: '1', seed: 0, specSha256: 's', dataSha256: 'd', data },
    ...changes,
  } as Result;
}

describe('the exported model', () => {
  it('takes prepared rows as the network does', () => {
    const model = exportedModel(resultOf(), { rows: 'prepared' });
    expect([model.columns, model.metadata.specSha256, model.metadata.rows]).toEqual([4, 's', 'prepared']);
    const x = normalMatrix(random, 7, 4);
    expect(predict(model.network, x)).toEqual(predict(network, x));
  });

  it('takes raw rows when the preparation is folded into the first layer', () => {
    const model = exportedModel(resultOf(), { rows: 'raw' });
    const raw = normalMatrix(random, 7, 3);
    const prepared = zeros(7, 4);
    prepared.data.forEach((_, at) => {
      const [k, j] = [Math.floor(at / 4), at % 4];
      prepared.data[at] = j === 3 ? 1 : (raw.data[3 * k + j]! - scaling.offset[j]!) / scaling.divisor[j]!;
    });
    expect(model.columns).toBe(3);
    expect(distance(predict(model.network, raw).data, predict(network, prepared).data)).toBeLessThan(1e-13);
  });

  it('refuses raw rows where nothing tells how rows were prepared, or no dense layer takes them', () => {
    const { data: _, ...provenance } = resultOf().provenance;
    expect(() => exportedModel(resultOf({ provenance }), { rows: 'raw' })).toThrow(/prepared/);
    const other = networkWith('image', 1);
    const columns = Array.from({ length: other.columns }, (_, j) => `x${j}`);
    const images = resultOf({
      network: networkDocument(other.network),
      provenance: { ...provenance, data: { ...data, columns } },
    });
    expect(() => exportedModel(images, { rows: 'raw' })).toThrow(/dense first layer/);
  });

  it('refuses a result without a network, and one whose network does not fit its columns', () => {
    const { network: _, ...rest } = resultOf();
    expect(() => exportedModel(rest as Result, { rows: 'prepared' })).toThrow(/no network/);
    const short = resultOf({
      provenance: { ...resultOf().provenance, data: { ...data, columns: ['a'] } },
    });
    expect(() => exportedModel(short, { rows: 'prepared' })).toThrow(/layer 0 takes 4 inputs/);
  });
});

describe('of a comparison', () => {
  const comparison = {
    runs: [
      resultOf({ solver: { name: 'convex' }, objective: 3, name: 'x' }),
      resultOf({ solver: { name: 'adam', label: 'slow' }, objective: 1 }),
      resultOf({ solver: { name: 'convex' }, objective: 2, name: 'y' }),
    ],
  } as unknown as ComparisonResult;
  const nameOf = (solver?: string) => {
    const request = { format: 'json', rows: 'prepared', ...(solver ? { solver } : {}) } as const;
    return JSON.parse(Buffer.from(exportModel(comparison, request).file).toString()).metadata.name;
  };

  it('is the run with the lowest objective, of all or of one solver', () => {
    expect(nameOf()).toBeUndefined();
    expect(nameOf('convex')).toBe('y');
    expect(() => nameOf('ialam')).toThrow(/ialam/);
    expect(() => exportModel(comparison, { format: 'pkl', rows: 'prepared' })).toThrow(/no model format/);
  });
});
