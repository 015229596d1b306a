import type { RandomStream } from "@hilum/numeric";

/** Features up to which every subset is visited: 4,096 decisions for each row. */
const exactUpTo = 12;

/** Decisions that sampling may take for each row with more features. */
const sampledDecisions = 2048;

/**
 * Shapley values of one row against a reference: how much of `decide(row) - decide(reference)` is due to each
 * feature, averaged over all orders in which the features could change from the reference to the row. They sum to
 * that difference.
 *
 * Exact up to 12 features; above, the mean over random orders, each with its reverse.
 *
 * @see Sundararajan & Najmi, ICML 2020 (baseline Shapley); Mitchell et al., JMLR 23 (2022) (reversed orders).
 */
export function shapleyValues(
  decide: (row: Float64Array) => number,
  row: Float64Array,
  reference: Float64Array,
  random: RandomStream,
): Float64Array {
  return row.length <= exactUpTo ? overSubsets(decide, row, reference) : overOrders(decide, row, reference, random);
}

function overSubsets(decide: (row: Float64Array) => number, row: Float64Array, reference: Float64Array): Float64Array {
  const k = row.length;
  const decisions = Float64Array.from({ length: 2 ** k }, (_, subset) =>
    decide(row.map((value, j) => (subset & (1 << j) ? value : reference[j]))),
  );
  // Share of the orders in which exactly a given set of s features comes before a given other one: s!(k-1-s)!/k!.
  const share = new Float64Array(k);
  share[0] = 1 / k;
  for (let s = 1; s < k; s++) share[s] = (share[s - 1] * s) / (k - s);

  const values = new Float64Array(k);
  for (let subset = 0; subset < decisions.length; subset++) {
    const size = bitCount(subset);
    for (let j = 0; j < k; j++) {
      const bit = 1 << j;
      if ((subset & bit) === 0) values[j] += share[size] * (decisions[subset | bit] - decisions[subset]);
    }
  }
  return values;
}

function overOrders(
  decide: (row: Float64Array) => number,
  row: Float64Array,
  reference: Float64Array,
  random: RandomStream,
): Float64Array {
  const values = new Float64Array(row.length);
  const pairs = Math.max(4, Math.floor(sampledDecisions / (2 * row.length)));
  const start = decide(reference);
  for (let pair = 0; pair < pairs; pair++) {
    const order = random.shuffled([...row.keys()]);
    for (const path of [order, order.toReversed()]) {
      const mixed = reference.slice();
      let before = start;
      for (const j of path) {
        mixed[j] = row[j];
        const after = decide(mixed);
        values[j] += (after - before) / (2 * pairs);
        before = after;
      }
    }
  }
  return values;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest &= rest - 1) count++;
  return count;
}
