/** Similarity of two rows, as a support vector machine sees them. */
export type Kernel = { readonly kind: "linear" } | { readonly kind: "rbf"; readonly gamma: number };

/** Kernel value of two rows: their inner product, or exp(-gamma |a - b|^2). */
export function kernelValue(kernel: Kernel, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  if (kernel.kind === "linear") {
    for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  }
  for (let j = 0; j < a.length; j++) {
    const d = a[j] - b[j];
    sum += d * d;
  }
  return Math.exp(-kernel.gamma * sum);
}

/**
 * Rows of the kernel matrix of some training rows, computed when first asked for; the oldest go when room ends.
 *
 * @param room - numbers kept at once; default 2^25, 256 MiB.
 */
export function kernelRows(
  kernel: Kernel,
  rows: readonly Float64Array[],
  room: number = 2 ** 25,
): (i: number) => Float64Array {
  const cache = new Map<number, Float64Array>();
  const capacity = Math.max(2, Math.floor(room / rows.length));
  return (i) => {
    const known = cache.get(i);
    if (known) return known;
    const oldest = cache.keys().next();
    if (cache.size >= capacity && !oldest.done) cache.delete(oldest.value);
    const row = Float64Array.from(rows, (other) => kernelValue(kernel, rows[i], other));
    cache.set(i, row);
    return row;
  };
}
