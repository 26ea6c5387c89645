import { one, shapesFor, weights } from './points.js';
import { RegularizerRefused } from './report.js';
import type { Subject } from './subject.js';

/**
 * Equal inputs have equal results, whatever was asked in between, and stay as they are. Returns the number of inputs.
 */
export function checkPurity(subject: Subject): number {
  const { penalty, samples, random } = subject;
  const shape = shapesFor(penalty.structure).at(-1)!;
  const inputs = samples.flatMap((params) =>
    weights(shape, random).flatMap((x) => [0.2, 2].map((step) => ({ params, x, step }))),
  );
  const first = inputs.map(({ x, step, params }) => {
    const before = x.slice();
    const answer = { ...subject.prox(x, step, params, shape), direct: subject.value(x, params, shape) };
    if (x.some((each, i) => !Object.is(each, before[i]))) {
      const message = 'it writes into the array it is given: work on a copy, as x.slice()';
      throw new RegularizerRefused('changes-its-arguments', message, { params, x: [...before], shape, step, returned: [...x] }); // biome-ignore format: one refusal
    }
    return { ...answer, y: answer.y.slice() };
  });
  for (let k = 0; k < 50; k++) subject.prox(Float64Array.of(random.normal()), 0.3, samples[0]!, one);
  // Backwards: what counts its calls has made another number of them before each.
  [...inputs.entries()].reverse().forEach(([i, { x, step, params }]) => {
    const again = subject.prox(x, step, params, shape);
    const same =
      again.y.every((each, j) => Object.is(each, first[i]!.y[j])) &&
      Object.is(subject.value(x, params, shape), first[i]!.direct);
    if (same) return;
    throw new RegularizerRefused(
      'not-deterministic',
      'it answers the same input differently the second time: it may depend on nothing but its arguments',
      { params, x: [...x], shape, step, returned: [...again.y], expected: [...first[i]!.y] },
    );
  });
  return inputs.length;
}
