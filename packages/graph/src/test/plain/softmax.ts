import { mapped } from "./elementwise.ts";
import type { Plain } from "./plain.ts";
import { atBroadcast, tabulate } from "./plain.ts";
import { reduce } from "./reduction.ts";

/** log(e^x / Σ e^x) along one axis. */
export function logSoftmax(x: Plain, axis = -1): Plain {
  // The largest element is taken off first, or e^x overflows.
  const largest = reduce("max", x, { axes: [axis], keepDims: true });
  const shifted = tabulate(x.shape, (index) => atBroadcast(x, index) - atBroadcast(largest, index));
  const total = reduce("sum", mapped(shifted, Math.exp), { axes: [axis], keepDims: true });
  return tabulate(x.shape, (index) => atBroadcast(shifted, index) - Math.log(atBroadcast(total, index)));
}

/** e^x / Σ e^x along one axis. */
export function softmax(x: Plain, axis = -1): Plain {
  return mapped(logSoftmax(x, axis), Math.exp);
}
