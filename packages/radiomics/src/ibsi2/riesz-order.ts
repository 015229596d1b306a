/** How often the Riesz transform is taken along each axis. */
export type RieszOrder = readonly number[];

/** √(L! / l₁! l₂! l₃!): with it the squared gains of all components of one order add up to 1. */
export function rieszFactor(orders: RieszOrder): number {
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  return Math.sqrt(
    orders.reduce((quotient, l) => quotient / factorial(l), factorial(orders.reduce((sum, l) => sum + l, 0))),
  );
}
