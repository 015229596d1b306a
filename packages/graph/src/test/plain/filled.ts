import { signedValues } from "../../conformance/index.ts";
import { mapped } from "./elementwise.ts";
import type { Plain } from "./plain.ts";
import { count, plain } from "./plain.ts";

/** A tensor of the reference rule's numbers, scale · signed + shift, in float64. */
export function filled(key: string, shape: readonly number[], scale = 1, shift = 0): Plain {
  return mapped(plain(shape, signedValues(key, count(shape))), (s) => scale * s + shift);
}
