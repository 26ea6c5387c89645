import { adjacencyOf, type SymmetricPattern } from './symmetric-pattern.js';

/**
 * A fill-reducing order of a symmetric matrix: `order[k]` is the row and column eliminated as the k-th.
 *
 * Approximate minimum degree (Amestoy, Davis and Duff, SIAM J. Matrix Anal. Appl. 17(4), 1996) on the quotient graph:
 * an eliminated pivot becomes an element, which stands for the clique of the variables it leaves behind. With
 * mass elimination, aggressive absorption, and indistinguishable variables merged into supervariables. Rows with more
 * than max(16, 10 sqrt(n)) entries are set aside and come last.
 */
export function minimumDegree(pattern: SymmetricPattern): Int32Array {
  const { size } = pattern;
  const { start, neighbours } = adjacencyOf(pattern);
  // The list of variable i, from start[i] on: elements[i] elements, then variables, length[i] in all. It only shrinks.
  const length = Int32Array.from({ length: size }, (_, i) => start[i + 1]! - start[i]!);
  const elements = new Int32Array(size);
  /** The variables of an element; undefined once it is absorbed. */
  const members: (Int32Array | undefined)[] = new Array(size);
  const elementWeight = new Int32Array(size);
  /** How many rows a variable stands for; 0 once it is eliminated, merged or set aside. */
  const weight = new Int32Array(size).fill(1);
  const degree = length.slice();
  const merged = mergedLists(size);
  const queue = degreeQueue(size);

  const pivots: number[] = [];
  const dense: number[] = [];
  let remaining = size;
  const denseDegree = Math.max(16, 10 * Math.sqrt(size));
  for (let i = 0; i < size; i++) {
    if (degree[i]! <= denseDegree) queue.insert(i, degree[i]!);
    else {
      dense.push(i);
      weight[i] = 0;
      remaining--;
    }
  }

  const inFront = new Int32Array(size); // = tag for the variables of the new element
  const seen = new Int32Array(size); // = tag for elements whose `outside` is current
  const outside = new Int32Array(size); // weight of an element's variables outside the new one
  const compared = new Int32Array(size);
  let comparison = 0;
  const front = new Int32Array(size);
  const bucket = new Int32Array(size).fill(-1);
  const nextInBucket = new Int32Array(size);
  const bucketOf = new Int32Array(size);

  /** Whether the lists of two variables of the front hold the same; those of the first are marked. */
  const sameAsMarked = (i: number, j: number): boolean => {
    if (length[i] !== length[j] || elements[i] !== elements[j]) return false;
    for (let k = start[j]!; k < start[j]! + length[j]!; k++) {
      if (compared[neighbours[k]!] !== comparison) return false;
    }
    return true;
  };

  while (remaining > 0) {
    const pivot = queue.takeLeast();
    const tag = pivots.push(pivot);
    remaining -= weight[pivot]!;
    weight[pivot] = 0;

    // 1. The new element: neighbours of the pivot, and the variables of its elements, which it absorbs.
    let count = 0;
    let frontWeight = 0;
    const collect = (j: number) => {
      if (weight[j] === 0 || inFront[j] === tag) return;
      inFront[j] = tag;
      front[count++] = j;
      frontWeight += weight[j]!;
      queue.remove(j, degree[j]!);
    };
    const firstVariable = start[pivot]! + elements[pivot]!;
    for (let k = start[pivot]!; k < firstVariable; k++) {
      const element = neighbours[k]!;
      const variables = members[element];
      if (variables === undefined) continue;
      for (let v = 0; v < variables.length; v++) collect(variables[v]!);
      members[element] = undefined;
    }
    for (let k = firstVariable; k < start[pivot]! + length[pivot]!; k++) collect(neighbours[k]!);

    // 2. How much of each element in reach lies outside the new one.
    for (let f = 0; f < count; f++) {
      const i = front[f]!;
      for (let k = start[i]!; k < start[i]! + elements[i]!; k++) {
        const element = neighbours[k]!;
        if (seen[element] !== tag) {
          seen[element] = tag;
          outside[element] = elementWeight[element]!;
        }
        outside[element]! -= weight[i]!;
      }
    }

    // 3. New lists and degrees.
    for (let f = 0; f < count; f++) {
      const i = front[f]!;
      const end = start[i]! + length[i]!;
      const variablesFrom = start[i]! + elements[i]!;
      let place = start[i]!;
      let beyond = 0;
      let hash = 0;
      for (let k = start[i]!; k < variablesFrom; k++) {
        const element = neighbours[k]!;
        if (members[element] === undefined) continue;
        if (outside[element] === 0) {
          members[element] = undefined;
          continue;
        }
        neighbours[place++] = element;
        beyond += outside[element]!;
        hash += element;
      }
      const elementEnd = place;
      for (let k = variablesFrom; k < end; k++) {
        const j = neighbours[k]!;
        if (weight[j] === 0 || inFront[j] === tag) continue;
        neighbours[place++] = j;
        beyond += weight[j]!;
        hash += j;
      }
      if (beyond === 0) {
        // Nothing but the new element is left: the variable can be eliminated along with the pivot.
        merged.append(pivot, i);
        frontWeight -= weight[i]!;
        remaining -= weight[i]!;
        weight[i] = 0;
        continue;
      }
      // What linked i to the pivot is gone from its list, so there is room for the new element.
      neighbours[place] = neighbours[elementEnd]!;
      neighbours[elementEnd] = pivot;
      elements[i] = elementEnd + 1 - start[i]!;
      length[i] = place + 1 - start[i]!;
      degree[i] = Math.min(degree[i]!, beyond);
      bucketOf[i] = hash % size;
      nextInBucket[i] = bucket[bucketOf[i]!]!;
      bucket[bucketOf[i]!] = i;
    }

    // 4. Variables with the same list are one from now on.
    for (let f = 0; f < count; f++) {
      if (weight[front[f]!] === 0) continue;
      let i = bucket[bucketOf[front[f]!]!]!;
      bucket[bucketOf[front[f]!]!] = -1;
      for (; i >= 0; i = nextInBucket[i]!) {
        if (weight[i] === 0) continue;
        comparison++;
        for (let k = start[i]!; k < start[i]! + length[i]!; k++) compared[neighbours[k]!] = comparison;
        for (let j = nextInBucket[i]!; j >= 0; j = nextInBucket[j]!) {
          if (weight[j] === 0 || !sameAsMarked(i, j)) continue;
          weight[i]! += weight[j]!;
          weight[j] = 0;
          merged.append(i, j);
        }
      }
    }

    // 5. The variables that are left go back into the queue.
    let left = 0;
    for (let f = 0; f < count; f++) {
      const i = front[f]!;
      if (weight[i] === 0) continue;
      front[left++] = i;
      degree[i] = Math.min(degree[i]! + frontWeight - weight[i]!, remaining - weight[i]!);
      queue.insert(i, degree[i]!);
    }
    elementWeight[pivot] = frontWeight;
    members[pivot] = left > 0 ? front.slice(0, left) : undefined;
  }

  return Int32Array.from([...pivots.flatMap((pivot) => merged.list(pivot)), ...dense]);
}

/** Variables by degree, in linked lists. */
function degreeQueue(size: number) {
  const head = new Int32Array(size + 1).fill(-1);
  const next = new Int32Array(size);
  const previous = new Int32Array(size);
  let least = 0;
  const remove = (i: number, degree: number) => {
    if (previous[i]! >= 0) next[previous[i]!] = next[i]!;
    else head[degree] = next[i]!;
    if (next[i]! >= 0) previous[next[i]!] = previous[i]!;
  };
  return {
    remove,
    insert(i: number, degree: number) {
      next[i] = head[degree]!;
      previous[i] = -1;
      if (next[i]! >= 0) previous[next[i]!] = i;
      head[degree] = i;
      least = Math.min(least, degree);
    },
    takeLeast(): number {
      while (head[least]! < 0) least++;
      const i = head[least]!;
      remove(i, least);
      return i;
    },
  };
}

/** For each variable the list of those merged into it, itself first. */
function mergedLists(size: number) {
  const next = new Int32Array(size).fill(-1);
  const last = Int32Array.from({ length: size }, (_, i) => i);
  return {
    append(to: number, from: number) {
      next[last[to]!] = from;
      last[to] = last[from]!;
    },
    list(first: number): number[] {
      const all: number[] = [];
      for (let i = first; i >= 0; i = next[i]!) all.push(i);
      return all;
    },
  };
}
