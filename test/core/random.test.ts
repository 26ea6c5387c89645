import { describe, expect, it } from 'vitest';
import { createRandom } from '#relucent/core/random.js';

describe('createRandom', () => {
  it('repeats itself by seed and stream, and only then', () => {
    const draw = (seed: number, stream?: string) => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });

  it('gives uniforms in [0, 1) and normals with the right moments', () => {
    const random = createRandom(7);
    const n = 200_000;
    let uniformSum = 0;
    const moments = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const u = random.uniform();
      if (!(u >= 0 && u < 1)) throw new Error(`${u} is not in [0, 1)`);
      uniformSum += u;
      const z = random.normal();
      for (let p = 1; p <= 4; p++) moments[p]! += z ** p / n;
    }
    expect(uniformSum / n).toBeCloseTo(0.5, 2);
    expect(moments[1]).toBeCloseTo(0, 1.5);
    expect(moments[2]).toBeCloseTo(1, 1.5);
    expect(moments[4]).toBeGreaterThan(2.9);
    expect(moments[4]).toBeLessThan(3.1);
  });

  it('permutes uniformly', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const key = random.permutation(3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});
