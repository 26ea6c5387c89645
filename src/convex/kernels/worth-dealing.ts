/** Multiply-adds below which waking threads takes as long as they save. */
const fewest = 2 ** 22;
/** Multiply-adds per entry copied below which copying takes as long. */
const fewestPerEntry = 24;

/** Whether several threads are faster than one at so many multiply-adds on so many entries copied. */
export function isWorthDealing(multiplyAdds: number, copied: number): boolean {
  return multiplyAdds >= Math.max(fewest, fewestPerEntry * copied);
}
