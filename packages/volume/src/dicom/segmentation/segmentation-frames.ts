import type { Volume } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { placedPixels, placement } from "./plane.ts";
import type { SourceSlice } from "./source-slices.ts";

/** A frame to be written: one segment on one slice. */
export interface FrameToWrite {
  /** Which of the values asked for, from 0 on. */
  readonly segment: number;
  readonly slice: SourceSlice;
  /** Row by row, 1 inside. */
  readonly pixels: Uint8Array;
}

const MOST_LISTED = 10;

/**
 * The frames that hold a voxel with one of the values, by value and then along the series; the mask may lie on a part of the
 * series' grid and run in any of its orientations.
 *
 * @throws DicomError `grid-mismatch` if voxels lie on no pixel of the series, `unknown-label` if the mask holds other values,
 * `empty-mask`.
 */
export function segmentationFrames(
  mask: Volume<Uint8Array>,
  slices: readonly SourceSlice[],
  values: readonly number[],
): FrameToWrite[] {
  const frames = values.map((): FrameToWrite[] => []);
  const found = new Uint32Array(256);
  for (const slice of slices) {
    const pixels = slicePixels(mask, slice);
    if (pixels === undefined) continue;
    const counts = countValues(pixels);
    counts.forEach((count, value) => {
      found[value] += count;
    });
    for (const [segment, value] of values.entries())
      if (counts[value] > 0) frames[segment].push({ segment, slice, pixels: only(pixels, value) });
  }
  checkComplete(mask, values, found, slices.length);
  return frames.flat();
}

/** The mask's values at the pixels of a slice, 0 outside; undefined if the slice does not lie among its voxels. */
function slicePixels({ grid, data }: Volume<Uint8Array>, { plane }: SourceSlice): Uint8Array | undefined {
  const place = placement(plane, grid);
  const placed = place && placedPixels(place, plane, grid);
  if (placed === undefined) return undefined;
  const { first, perColumn, perRow } = placed;
  const [from, to] = placed.columns;
  const pixels = new Uint8Array(plane.columns * plane.rows);
  for (let r = placed.rows[0]; r < placed.rows[1]; r++)
    for (let c = from; c < to; c++) pixels[c + plane.columns * r] = data[first + c * perColumn + r * perRow];
  return pixels;
}

function only(pixels: Uint8Array, value: number): Uint8Array {
  const marked = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) if (pixels[at] === value) marked[at] = 1;
  return marked;
}

/** How often each value from 1 to 255 occurs. */
function countValues(values: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = 0; at < values.length; at++) if (values[at] !== 0) counts[values[at]]++;
  return counts;
}

function checkComplete(mask: Volume<Uint8Array>, values: readonly number[], found: Uint32Array, slices: number): void {
  const counts = countValues(mask.data);
  const unknown = [...counts.keys()].filter((value) => counts[value] > 0 && !values.includes(value));
  if (unknown.length > 0)
    throw new DicomError(
      "unknown-label",
      `The mask holds the labels ${unknown.slice(0, MOST_LISTED).join(", ")}, which no segment describes ` +
        `(${values.join(", ")} are described). Describe them, or select a label first.`,
    );
  const absent = values.filter((value) => counts[value] === 0);
  if (absent.length > 0)
    throw new DicomError(
      "empty-mask",
      `No voxel of the mask (${mask.grid.size.join("×")}) has the label ${absent.slice(0, MOST_LISTED).join(", ")}; a segment ` +
        "without a voxel is not written.",
    );
  const [wanted, written] = [counts, found].map((all) => values.reduce((sum, value) => sum + all[value], 0));
  if (written !== wanted)
    throw new DicomError(
      "grid-mismatch",
      `Only ${written} of the mask's ${wanted} labelled voxels lie on a pixel of the series (${slices} slices). Resample the mask onto ` +
        "the grid of the series first, and give all of its slices.",
    );
}
