import { binary } from "./elementwise.ts";
import type { Plain } from "./plain.ts";
import { atBroadcast, broadcastShape, tabulate } from "./plain.ts";
import { transpose } from "./rearrangement.ts";

/** Products of matrices on the last two axes, [..., m, k] · [..., k, n]; the axes before them broadcast. */
export function matmul(a: Plain, b: Plain): Plain {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape.at(-1)!;
  if (b.shape.at(-2) !== k)
    throw new Error(`[${a.shape.join(", ")}] · [${b.shape.join(", ")}]: ${k} columns, other rows`);
  const outer = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  // An inner axis of size 1 broadcasts onto itself, so atBroadcast serves the last two axes too.
  return tabulate([...outer, m, n], (index) => {
    const before = index.slice(0, -2);
    const [row, column] = index.slice(-2);
    let sum = 0;
    for (let i = 0; i < k; i++) sum += atBroadcast(a, [...before, row, i]) * atBroadcast(b, [...before, i, column]);
    return sum;
  });
}

/** x · wᵀ + b, with w as PyTorch keeps it: [out, in]. */
export function linear(x: Plain, w: Plain, b?: Plain): Plain {
  const product = matmul(x, transpose(w));
  return b ? binary("add", product, b) : product;
}
