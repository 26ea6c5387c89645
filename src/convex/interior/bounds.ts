/** (diag(a) + factor e e')^-1 b, with spread = sum e^2/a (Sherman and Morrison). */
export function solveBounds(
  b: Float64Array,
  a: Float64Array,
  e: Float64Array,
  factor: number,
  spread: number,
): Float64Array {
  let t = 0;
  for (let j = 0; j < b.length; j++) t += (b[j]! * e[j]!) / a[j]!;
  const share = (t * factor) / (1 + factor * spread);
  return b.map((value, j) => (value - share * e[j]!) / a[j]!);
}
