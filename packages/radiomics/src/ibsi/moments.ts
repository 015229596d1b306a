/** Arithmetic mean; NaN of nothing. */
export function mean(values: Float64Array): number {
  let total = 0;
  for (let n = 0; n < values.length; n++) total += values[n];
  return total / values.length;
}

/** Mean of (x − mean)^order, divided by N. */
export function centralMoment(values: Float64Array, order: 2 | 3 | 4): number {
  const centre = mean(values);
  let total = 0;
  for (let n = 0; n < values.length; n++) total += power(values[n] - centre, order);
  return total / values.length;
}

/** By multiplication: engines differ in the last digit of Math.pow. */
export function power(x: number, order: 2 | 3 | 4): number {
  return order === 2 ? x * x : order === 3 ? x * x * x : x * x * (x * x);
}
