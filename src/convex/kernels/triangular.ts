/** L^-1 b in place, for a row-major lower triangle L of order n. */
export function solveLower(l: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    const start = i * n;
    for (let j = 0; j < i; j++) sum -= l[start + j]! * b[j]!;
    b[i] = sum / l[start + i]!;
  }
}

/** L^-T b in place. */
export function solveUpper(l: Float64Array, b: Float64Array, n: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const start = i * n;
    const value = b[i]! / l[start + i]!;
    b[i] = value;
    for (let j = 0; j < i; j++) b[j]! -= l[start + j]! * value;
  }
}

/** (L L')^-1 b in place. */
export function solveFactored(l: Float64Array, b: Float64Array, n: number): void {
  solveLower(l, b, n);
  solveUpper(l, b, n);
}

/** A v for A of order n. */
export function timesMatrix(a: Float64Array, v: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    const start = i * n;
    for (let j = 0; j < n; j++) sum += a[start + j]! * v[j]!;
    result[i] = sum;
  }
  return result;
}
