import { voxelCount } from "../../grid.ts";
import type { Grid, Volume } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import { framesGrid } from "./frames-grid.ts";
import type { PlacedPixels, Plane } from "./plane.ts";
import { placedPixels, placement } from "./plane.ts";
import { selectSegment } from "./select-segment.ts";
import type { Segmentation } from "./segmentation.ts";

export interface SegmentMaskOptions {
  /** Number or label; not needed if there is only one segment. */
  readonly segment?: number | string;
  /** The grid of the image that the mask belongs to. */
  readonly grid?: Grid;
  /** From which share of a fractional segmentation's largest value on a voxel is inside; the default is 0.5. */
  readonly threshold?: number;
}

/** One frame's marked pixels: its plane, and 1 where the segment is. */
interface MarkedFrame {
  readonly plane: Plane;
  readonly marked: Uint8Array;
}

/**
 * One segment as a mask, 1 inside and 0 outside.
 *
 * With `grid`, the mask lies exactly on it if the centre of every marked pixel is the centre of one of its voxels (to a tenth of a
 * voxel), whatever the order and orientation of the frames; slices without a frame are empty. If not, or without `grid`, the mask lies
 * on a grid of its own, made of the segment's frames (rows, columns, and the slices between the first and the last one):
 * `compareGrids` then says what differs. Several frames at one place are united.
 *
 * @throws DicomError `several-segments`, `segment-not-found`; `empty-segment` if no pixel is marked; `uneven-frames` if a grid of its
 * own is needed and the frames do not lie on one.
 */
export function segmentMask(segmentation: Segmentation, options: SegmentMaskOptions = {}): Volume<Uint8Array> {
  const { threshold = 0.5, grid } = options;
  if (!(threshold > 0 && threshold <= 1))
    throw new DicomError("bad-threshold", `The threshold is ${threshold}; a share above 0 and up to 1 is needed.`);
  const segment = selectSegment(segmentation, options.segment);
  const name = `Segment ${segment.number} (${quoted(segment.label)})`;
  const least = segmentation.type === "FRACTIONAL" ? threshold * segmentation.maximumFractionalValue : 1;
  const frames: MarkedFrame[] = [];
  for (const [n, { segment: owner, plane }] of segmentation.frames.entries()) {
    if (owner !== undefined && owner !== segment.number) continue;
    const pixels = segmentation.pixels(n);
    const marked = owner === undefined ? marks(pixels, segment.number, segment.number) : marks(pixels, least, Infinity);
    if (marked.includes(1)) frames.push({ plane, marked });
  }
  if (frames.length === 0)
    throw new DicomError(
      "empty-segment",
      `${name} marks no pixel in ${segmentation.frames.length} frames` +
        `${segmentation.type === "FRACTIONAL" ? ` (threshold ${threshold} of ${segmentation.maximumFractionalValue})` : ""}. ` +
        "Choose another segment, or outline the lesion first.",
    );
  const onImage = grid && painted(frames, grid);
  if (onImage !== undefined) return onImage;
  const planes = frames.map(({ plane }) => plane);
  const own = framesGrid(planes, segmentation.slices, name);
  const mask = painted(frames, own);
  if (mask === undefined)
    throw new DicomError(
      "uneven-frames",
      `The ${frames.length} frames of ${name.toLowerCase()} do not lie on one grid: their pixels are shifted against each other by ` +
        "more than a tenth of a pixel. Export it again on one series.",
    );
  return mask;
}

/** 1 where a pixel lies between two values, both included. */
function marks(pixels: Uint8Array | Uint16Array, from: number, to: number): Uint8Array {
  const marked = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) if (pixels[at] >= from && pixels[at] <= to) marked[at] = 1;
  return marked;
}

/** The marked pixels on a grid; undefined if one of them is no voxel of it. */
function painted(frames: readonly MarkedFrame[], grid: Grid): Volume<Uint8Array> | undefined {
  const data = new Uint8Array(voxelCount(grid));
  for (const frame of frames) {
    const place = placement(frame.plane, grid);
    const placed = place && placedPixels(place, frame.plane, grid);
    if (placed === undefined || !paint(data, placed, frame)) return undefined;
  }
  return { grid, data };
}

/** Whether all marked pixels of a frame are voxels; those that are have been set. */
function paint(data: Uint8Array, placed: PlacedPixels, { plane, marked }: MarkedFrame): boolean {
  const { first, perColumn, perRow, columns, rows } = placed;
  let [set, wanted] = [0, 0];
  for (let r = rows[0]; r < rows[1]; r++)
    for (let c = columns[0]; c < columns[1]; c++)
      if (marked[c + plane.columns * r] !== 0) {
        data[first + c * perColumn + r * perRow] = 1;
        set++;
      }
  for (let at = 0; at < marked.length; at++) wanted += marked[at];
  return set === wanted;
}
