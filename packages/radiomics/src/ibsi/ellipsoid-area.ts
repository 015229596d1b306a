/**
 * Surface area of an ellipsoid as IBSI approximates it.
 *
 * For all but spheres it lies below the true area (by 11 % at semi-axes 1, 0.7, 0.7), since the manual takes α² = 1 − b²/a² and
 * β² = 1 − c²/a², where the series needs 1 − c²/a² and 1 − c²/b². The reference values rest on it.
 *
 * The manual's series of Legendre polynomials, 4 π a b Σ (α β)^n / (1 − 4 n²) P_n((α² + β²) / (2 α β)), in a form without the
 * division by α β, which is 0 for a sphere: q_n = (α β)^n P_n follows n q_n = (2 n − 1) (α² + β²) / 2 · q_(n−1) − (n − 1) (α β)² q_(n−2).
 *
 * @param semiAxes - largest first, positive.
 * @see IBSI manual, area density of the approximate enclosing ellipsoid (RDD2): the series up to n = 20.
 */
export function ellipsoidArea([a, b, c]: readonly number[]): number {
  const [alpha2, beta2] = [1 - (b * b) / (a * a), 1 - (c * c) / (a * a)];
  let [sum, before, q] = [1, 0, 1];
  for (let n = 1; n <= 20; n++) {
    [before, q] = [q, (((2 * n - 1) * (alpha2 + beta2)) / 2 / n) * q - ((n - 1) / n) * alpha2 * beta2 * before];
    sum += q / (1 - 4 * n * n);
  }
  return 4 * Math.PI * a * b * sum;
}
