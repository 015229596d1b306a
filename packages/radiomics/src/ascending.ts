/** Below this the built-in sort is as fast. */
const few = 256;
/** Buckets with more values than this are sorted by the built-in sort. */
const manyInBucket = 32;

/**
 * The values in ascending order: counted into about as many equal intervals as there are values, and each of these sorted by
 * insertion, which takes time in proportion to their number unless they are very unevenly spread.
 *
 * @param values - none of them NaN.
 */
export function ascending(values: Float64Array): Float64Array {
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < values.length; n++) {
    if (values[n] < minimum) minimum = values[n];
    if (values[n] > maximum) maximum = values[n];
  }
  const buckets = values.length >> 1;
  const scale = (buckets - 1) / (maximum - minimum);
  if (values.length < few || !(scale > 0 && scale < Number.POSITIVE_INFINITY)) return values.toSorted();
  const end = new Int32Array(buckets);
  for (let n = 0; n < values.length; n++) end[((values[n] - minimum) * scale) | 0]++;
  for (let bucket = 1; bucket < buckets; bucket++) end[bucket] += end[bucket - 1];
  const sorted = new Float64Array(values.length);
  for (let n = values.length - 1; n >= 0; n--) sorted[--end[((values[n] - minimum) * scale) | 0]] = values[n];
  // Now `end` is where each bucket begins.
  for (let bucket = 0; bucket < buckets; bucket++) {
    const to = bucket + 1 < buckets ? end[bucket + 1] : values.length;
    if (to - end[bucket] > manyInBucket) sorted.subarray(end[bucket], to).sort();
    else insertionSort(sorted, end[bucket], to);
  }
  return sorted;
}

function insertionSort(values: Float64Array, from: number, to: number): void {
  for (let n = from + 1; n < to; n++) {
    const x = values[n];
    let place = n;
    for (; place > from && values[place - 1] > x; place--) values[place] = values[place - 1];
    values[place] = x;
  }
}
