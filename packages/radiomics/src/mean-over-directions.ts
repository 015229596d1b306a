import { type FeatureRow, type FeatureTable, undefinedBecause } from "./feature-table.ts";

/** Features of a matrix that always have a value. */
export type MatrixTable<Matrix> = Readonly<
  Record<string, Omit<FeatureRow<Matrix>, "of"> & { readonly of: (matrix: Matrix) => number }>
>;

/**
 * The features of one matrix as features of several, one for each direction in space: the mean of their values.
 *
 * @param because - why there may be no direction at all.
 * @see IBSI reference manual, aggregation "3D, averaged".
 */
export function meanOverDirections<Matrix>(
  table: MatrixTable<Matrix>,
  because: string,
): FeatureTable<readonly Matrix[]> {
  return Object.fromEntries(
    Object.entries(table).map(([key, row]) => {
      const of = (matrices: readonly Matrix[]) => {
        if (matrices.length === 0) return undefinedBecause(because);
        let total = 0;
        for (const matrix of matrices) total += row.of(matrix);
        return total / matrices.length;
      };
      return [key, { ...row, of }];
    }),
  );
}
