/** How one made-up hospital scans, and how much more often its patients are pN+. */
export interface SyntheticCentre {
  readonly centre: string;
  /** Share of its scans that are reconstructed with the sharp kernel. */
  readonly sharpShare: number;
  /** Range of the in-plane spacing over its patients, mm. */
  readonly inPlaneMm: readonly [number, number];
  /** Slice thicknesses in use (= distance between slices), each equally often, mm. */
  readonly sliceMm: readonly number[];
  /** Standard deviation of the noise in HU at a 1-mm slice with the smooth kernel. */
  readonly noiseHu: number;
  /** Calibration: added to every voxel, HU. */
  readonly offsetHu: number;
  /** Added to the log odds of pN+. */
  readonly logOdds: number;
}

/** The centres in the order in which they are used; the log odds of the first three sum to zero, and so do all. */
export const centreTable: readonly [SyntheticCentre, ...SyntheticCentre[]] = [
  row("h1", 0.15, [0.66, 0.78], [1, 1.25], 16, 0, 0),
  row("h2", 0.85, [0.6, 0.72], [1, 1.5], 14, -4, 0.15),
  row("h3", 0.2, [0.74, 0.9], [1.5, 2, 2.5], 20, 6, -0.15),
  row("h4", 0.5, [0.68, 0.84], [1.25, 2], 18, 3, 0.1),
  row("h5", 1, [0.62, 0.7], [1], 15, -2, -0.1),
  row("h6", 0, [0.78, 0.9], [2, 2.5], 17, 5, 0),
  row("h7", 0.3, [0.64, 0.8], [1, 2], 22, -6, 0.15),
  row("h8", 0.7, [0.7, 0.86], [1.5], 13, 0, -0.15),
  row("h9", 0.1, [0.6, 0.74], [1.25], 19, 2, 0.1),
  row("h10", 0.6, [0.72, 0.9], [1, 2.5], 16, -3, -0.1),
  row("h11", 0.4, [0.66, 0.82], [1.5, 2], 24, 4, 0.05),
  row("h12", 0.9, [0.6, 0.68], [1, 1.25], 18, -5, -0.05),
];

function row(
  centre: string,
  sharpShare: number,
  inPlaneMm: readonly [number, number],
  sliceMm: readonly number[],
  noiseHu: number,
  offsetHu: number,
  logOdds: number,
): SyntheticCentre {
  return { centre, sharpShare, inPlaneMm, sliceMm, noiseHu, offsetHu, logOdds };
}
