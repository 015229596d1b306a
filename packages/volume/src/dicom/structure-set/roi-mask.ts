import { pointToIndex, voxelCount } from "../../grid.ts";
import type { Grid, Volume } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import { fillPolygon } from "./fill-polygon.ts";
import type { Contour, Roi } from "./structure-set.ts";

/** Types that are filled; the second one (PS3.3, C.8.8.6.3) only says what is done with the first one anyway. */
const filledTypes = new Set(["CLOSED_PLANAR", "CLOSEDPLANAR_XOR"]);
/** A contour may lie this far from its slice: coordinates are often rounded to a tenth of a millimetre … */
const TOLERANCE_MM = 0.05;
/** … or this share of the distance between slices where that is more, but never so far that another slice comes near. */
const TOLERANCE_OF_SPACING = 0.01;
const MOST_OF_SPACING = 0.25;
/** Nobody is drawn on farther away from the origin than this. */
const FARTHEST_MM = 1e6;
const MOST_LISTED = 10;

/**
 * The voxels of a region of interest on the grid of its image, 1 inside and 0 outside: every closed planar contour fills the slice
 * it lies on by the even-odd rule on voxel centres, and contours of one slice are combined by exclusive or, so that inner ones
 * are holes. The grid may be oblique, its slices in any order.
 *
 * A contour must lie on a slice: within 0.05 mm, or 1 % of the distance between slices where that is more. What lies outside the image
 * is cut off with a warning; points and open curves have no inside and are left out with a warning; a slice without a contour between
 * two that have one stays empty, with a warning.
 *
 * @param warnings - Receives what was left out, in words.
 * @throws DicomError `damaged-roi` if a contour has no whole, finite points; `no-closed-contour`; `off-slice` if a contour is not
 * parallel to the slices or lies between them; `roi-outside` if no voxel centre of the image lies in it.
 * @see PS3.3, C.8.8.6; design: even-odd, half-open in j, inclusive in i, which gives the IBSI phantom's mask to the voxel.
 */
export function roiMask(roi: Roi, grid: Grid, warnings: string[] = []): Volume<Uint8Array> {
  const name = quoted(roi.name);
  const [ni, nj] = grid.size;
  const data = new Uint8Array(voxelCount(grid));
  const drawn = new Set<number>();
  const outside: number[] = [];
  let cut = 0;
  for (const [n, contour] of closedContours(roi, name, warnings).entries()) {
    const { k, polygon } = onSlice(contour, grid, `Contour ${n + 1} of the region ${name}`);
    if (k < 0 || k >= grid.size[2]) {
      outside.push(k);
      continue;
    }
    if (leaves(polygon, ni, nj)) cut++;
    drawn.add(k);
    fillPolygon({ data: data.subarray(k * ni * nj, (k + 1) * ni * nj), size: [ni, nj] }, polygon);
  }
  if (!data.includes(1))
    throw new DicomError(
      "roi-outside",
      `No voxel centre of the image (${grid.size.join("×")}) lies in the region ${name}: ${drawn.size} slices have a contour, ` +
        `${outside.length} of its contours lie beyond the first or last slice. Is this the series that it was drawn on?`,
    );
  if (outside.length > 0)
    warnings.push(
      `Beyond the first or last slice of the image lie ${counted(outside.length)} of the region ${name}; left out.`,
    );
  if (cut > 0)
    warnings.push(
      `Beyond the edge of the image reach ${counted(cut)} of the region ${name}; what lies outside was cut off.`,
    );
  warnOfGaps(drawn, name, warnings);
  return { grid, data };
}

function closedContours(roi: Roi, name: string, warnings: string[]): Contour[] {
  const closed = roi.contours.filter(({ type }) => filledTypes.has(type));
  const types = [
    ...new Set(roi.contours.filter(({ type }) => !filledTypes.has(type)).map(({ type }) => type.slice(0, 16))),
  ];
  const others = `${counted(roi.contours.length - closed.length)} (${types.slice(0, MOST_LISTED).join(", ")})`;
  if (closed.length === 0)
    throw new DicomError(
      "no-closed-contour",
      `The region ${name} has no closed planar contour` +
        `${roi.contours.length > 0 ? `, only ${others}` : ""}; points and open curves have no inside. Outline it first.`,
    );
  if (closed.length < roi.contours.length)
    warnings.push(`Without an inside are ${others} of the region ${name}; left out.`);
  return closed;
}

/** The slice that a contour lies on, which may be outside the image, and its points in voxels of that slice. */
function onSlice({ points, damage }: Contour, grid: Grid, contour: string): { k: number; polygon: Float64Array } {
  const far = points.find((x) => !(Math.abs(x) <= FARTHEST_MM));
  const why = damage ?? (far !== undefined ? `it has a coordinate of ${far} mm` : undefined);
  if (why !== undefined || points.length === 0)
    throw new DicomError(
      "damaged-roi",
      `${contour} is damaged: ${why ?? "it has no points"}. Export the structure set again.`,
    );
  const polygon = new Float64Array((points.length / 3) * 2);
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < points.length / 3; n++) {
    const [i, j, k] = pointToIndex(grid, [points[3 * n], points[3 * n + 1], points[3 * n + 2]]);
    polygon[2 * n] = i;
    polygon[2 * n + 1] = j;
    low = Math.min(low, k);
    high = Math.max(high, k);
  }
  // Beyond the first and last slice there is nothing to lie on.
  if (high < -0.5) return { k: -1, polygon };
  if (low > grid.size[2] - 0.5) return { k: grid.size[2], polygon };
  const spacing = grid.spacing[2];
  const k = Math.round((low + high) / 2);
  const tolerance = Math.min(Math.max(TOLERANCE_MM, TOLERANCE_OF_SPACING * spacing), MOST_OF_SPACING * spacing);
  const off = Math.max(high - k, k - low) * spacing;
  if (off <= tolerance) return { k, polygon };
  const tilt = (high - low) * spacing;
  throw new DicomError(
    "off-slice",
    tilt > 2 * tolerance
      ? `${contour} is not parallel to the slices of the image: it spans ${mm(tilt)} mm across them. It was drawn on another ` +
          "series or another plane; choose the series that the structure set refers to."
      : `${contour} (beginning at ${[...points.subarray(0, 3)].join(", ")} mm) lies ${mm(off)} mm from the nearest slice of the ` +
          `image, slices are ${mm(spacing)} mm apart; at most ${mm(tolerance)} mm is allowed. It was drawn on another series; ` +
          "choose the series that the structure set refers to.",
  );
}

/** Whether a voxel's worth of a polygon lies beyond the outer voxels. */
function leaves(polygon: Float64Array, ni: number, nj: number): boolean {
  return polygon.some((x, n) => x < -1 || x > (n % 2 === 0 ? ni : nj));
}

function warnOfGaps(drawn: ReadonlySet<number>, name: string, warnings: string[]): void {
  const slices = [...drawn].sort((a, b) => a - b);
  const gaps = slices
    .slice(1)
    .map((k, n) => [slices[n] + 1, k - 1] as const)
    .filter(([first, last]) => first <= last);
  if (gaps.length === 0) return;
  const listed = gaps.slice(0, MOST_LISTED).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  warnings.push(
    `The region ${name} has no contour on slice ${listed.join(", ")}${gaps.length > MOST_LISTED ? " and more" : ""} between ` +
      `slices that have one (counted from 0, of ${slices[0]}-${slices.at(-1)}); these slices were left empty.`,
  );
}

function counted(contours: number): string {
  return `${contours} ${contours === 1 ? "contour" : "contours"}`;
}

function mm(x: number): string {
  return String(Number(x.toPrecision(4)));
}
