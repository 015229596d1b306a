import type { Volume } from "@hilum/volume";

/**
 * Length of the gradient by central differences, in single precision; beyond the image its edge voxels repeat.
 *
 * @param per - "mm" divides the differences by the spacing, "voxel" does not.
 * @see itk::GradientMagnitudeImageFilter.
 */
export function gradientMagnitude({ grid, data }: Volume, per: "mm" | "voxel"): Volume<Float32Array> {
  const [ni, nj, nk] = grid.size;
  const [ai, aj, ak] = grid.spacing.map((mm) => (per === "mm" ? 0.5 / mm : 0.5));
  const magnitude = new Float32Array(data.length);
  const plane = ni * nj;
  for (let k = 0, at = 0; k < nk; k++) {
    const [below, above] = [k > 0 ? -plane : 0, k < nk - 1 ? plane : 0];
    for (let j = 0; j < nj; j++) {
      const [front, behind] = [j > 0 ? -ni : 0, j < nj - 1 ? ni : 0];
      for (let i = 0; i < ni; i++, at++) {
        const gi = ai * data[at + (i < ni - 1 ? 1 : 0)] - ai * data[at - (i > 0 ? 1 : 0)];
        const gj = aj * data[at + behind] - aj * data[at + front];
        const gk = ak * data[at + above] - ak * data[at + below];
        magnitude[at] = Math.sqrt(gi * gi + gj * gj + gk * gk);
      }
    }
  }
  return { grid, data: magnitude };
}
