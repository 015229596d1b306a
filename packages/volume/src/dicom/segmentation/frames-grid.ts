import type { Grid, Vec3 } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import type { Plane } from "./plane.ts";
import { distanceAlong, normal, PLACEMENT_TOLERANCE, unparallel } from "./plane.ts";

/** Frames nearer to each other than this lie at the same place. */
const SAME_PLACE_MM = 0.01;
/** A mask of its own may have this many voxels: 1024 slices of 512×512. Positions in a damaged file may lie kilometres apart. */
const MOST_VOXELS = 2 ** 28;
const MOST_LISTED = 10;

/** Distance between slices and thickness of a slice in mm, as the header gives them. */
export interface SliceMeasures {
  readonly spacing?: number;
  readonly thickness?: number;
}

/**
 * The grid that parallel frames lie on, from the first to the last along their normal, with places for frames that are not stored.
 * The distance between slices is the header's where the positions fit it, else the smallest one between two frames; the thickness
 * stands in for it if there is a single frame.
 *
 * @throws DicomError `uneven-frames` if the frames are not parallel or their distances are no multiples of one; `too-large`.
 */
export function framesGrid(planes: readonly Plane[], measures: SliceMeasures, name: string): Grid {
  const [first] = planes;
  const pixel = Math.min(Math.hypot(...first.alongRow), Math.hypot(...first.alongColumn));
  const skewed = planes.findIndex((plane) => !(unparallel(first, plane) <= PLACEMENT_TOLERANCE * pixel));
  if (skewed >= 0)
    throw uneven(
      name,
      `frame ${skewed + 1} of ${planes.length} has another orientation or pixel spacing than the first`,
    );
  const direction = normal(first);
  const sorted = [...planes].sort((a, b) => distanceAlong(direction, a) - distanceAlong(direction, b));
  const heights = sorted.map((plane) => distanceAlong(direction, plane) - distanceAlong(direction, sorted[0]));
  const span = heights[heights.length - 1];
  const step = sliceStep(heights, measures);
  if (step === undefined)
    throw uneven(
      name,
      span <= SAME_PLACE_MM
        ? "its frames lie at one place, and the header gives no thickness"
        : `its frames lie at ${heights.slice(0, MOST_LISTED).map(mm).join(", ")} mm along their normal, no multiples of one distance`,
    );
  const slices = Math.round(span / step) + 1;
  if (slices * first.columns * first.rows > MOST_VOXELS)
    throw new DicomError(
      "too-large",
      `${name} spans ${mm(span)} mm in steps of ${mm(step)} mm: ${slices} slices of ${first.columns}×${first.rows} are more than ` +
        `${MOST_VOXELS} voxels. Read it onto the grid of its image.`,
    );
  return gridOf(first, sorted[0].origin, direction, [step, slices]);
}

function gridOf(plane: Plane, origin: Vec3, direction: Vec3, [step, slices]: readonly [number, number]): Grid {
  const { alongRow: right, alongColumn: down, columns, rows } = plane;
  const [columnSpacing, rowSpacing] = [Math.hypot(...right), Math.hypot(...down)];
  const row = (n: 0 | 1 | 2): Vec3 => [right[n] / columnSpacing, down[n] / rowSpacing, direction[n]];
  return {
    size: [columns, rows, slices],
    spacing: [columnSpacing, rowSpacing, step],
    origin,
    direction: [...row(0), ...row(1), ...row(2)],
  };
}

/** The distance that all heights are multiples of, to a tenth of it. */
function sliceStep(heights: readonly number[], { spacing, thickness }: SliceMeasures): number | undefined {
  const span = heights[heights.length - 1];
  const gaps = heights.slice(1).map((height, n) => height - heights[n]);
  const least = gaps.reduce((gap, other) => (other > SAME_PLACE_MM ? Math.min(gap, other) : gap), Infinity);
  if (least === Infinity) return spacing ?? thickness;
  const averaged = span / Math.round(span / least);
  const isStep = (step: number): boolean =>
    heights.every((height) => Math.abs(height / step - Math.round(height / step)) <= PLACEMENT_TOLERANCE);
  return [spacing ?? averaged, averaged].find(isStep);
}

function uneven(name: string, why: string): DicomError {
  return new DicomError("uneven-frames", `${name} has no grid of its own: ${why}. Read it onto the grid of its image.`);
}

function mm(x: number): string {
  return String(Number(x.toPrecision(6)));
}
