import type { Plain } from "./plain.ts";

/**
 * The gradient of ⟨f(inputs), cotangent⟩ by one input, from central differences in float64.
 *
 * The step is about the cube root of float64's precision, relative to numbers above 1: truncation and rounding then cost
 * about 1e-10 each where third derivatives are of the order of the first.
 *
 * @param which - the input's place in the list.
 * @param cotangent - the shape of the output; 1 for a loss.
 */
export function numericGradient(
  f: (inputs: readonly Plain[]) => Plain,
  inputs: readonly Plain[],
  which: number,
  cotangent: Plain,
  step = 6e-6,
): Plain {
  const { shape, values } = inputs[which];
  const gradient = values.map((value, element) => {
    const h = step * Math.max(1, Math.abs(value));
    const evaluated = (moved: number): Float64Array =>
      f(inputs.with(which, { shape, values: values.with(element, moved) })).values;
    const above = evaluated(value + h);
    const below = evaluated(value - h);
    // Differences first: elements that this input does not reach cancel exactly.
    const change = above.reduce((sum, y, i) => sum + (y - below[i]) * cotangent.values[i], 0);
    // What was really added, after rounding.
    return change / (value + h - (value - h));
  });
  return { shape, values: gradient };
}
