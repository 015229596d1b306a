import { encode } from "fast-png";
import { maskOutline } from "./mask-outline.ts";
import type { Segment } from "./mask-outline.ts";
import type { AxialSlice } from "./report-types.ts";

/** Colour of the outline: amber, which no CT grey comes near. */
export const OUTLINE_RGB = [255, 176, 0] as const;

// The eye cannot tell 40 greys of a small CT picture from 256, and the file is less than half as large.
const GREYS = 40;
/** How strongly the outline may cover a pixel: 0, 1/3, 2/3, 1. */
const COVERAGES = 4;
/** Width of the outline in pixels: this share of the picture's width, but never thinner than LINE_PX. */
const LINE_SHARE = 1 / 110;
const LINE_PX = 1.7;

/**
 * A slice with the outline of its mask as a small palette PNG, enlarged smoothly and in true proportion.
 *
 * @param widthPx - width of the picture in pixels; its height follows from the spacing of the slice.
 */
export function lesionPicture(slice: AxialSlice, { widthPx }: { readonly widthPx: number }): Uint8Array {
  const widthMm = slice.width * slice.spacing[0];
  const heightPx = Math.max(1, Math.round((widthPx * slice.height * slice.spacing[1]) / widthMm));
  const grey = enlarge(slice, widthPx, heightPx);
  const cover = outlineCoverage(slice, widthPx, heightPx);
  const data = new Uint8Array(widthPx * heightPx);
  for (let pixel = 0; pixel < data.length; pixel++) {
    const coverage = Math.round((cover[pixel] ?? 0) * (COVERAGES - 1));
    const level = Math.round(((grey[pixel] ?? 0) / 255) * (GREYS - 1));
    // Under a full outline the grey does not show: one colour, exactly the outline's.
    data[pixel] = coverage === COVERAGES - 1 ? PALETTE.length - 1 : coverage * GREYS + level;
  }
  return encode(
    { width: widthPx, height: heightPx, data, depth: 8, channels: 1, palette: PALETTE },
    { zlib: { level: 6 } },
  );
}

const PALETTE: number[][] = [
  ...Array.from({ length: GREYS * (COVERAGES - 1) }, (_, index) => {
    const grey = ((index % GREYS) / (GREYS - 1)) * 255;
    const coverage = Math.floor(index / GREYS) / (COVERAGES - 1);
    return OUTLINE_RGB.map((channel) => Math.round(grey + (channel - grey) * coverage));
  }),
  [...OUTLINE_RGB],
];

/** The grey values at the pixels of a larger picture, by cubic convolution along rows and then columns. */
function enlarge(slice: AxialSlice, width: number, height: number): Float32Array {
  const columns = taps(slice.width, width);
  const rows = taps(slice.height, height);
  const wide = new Float32Array(width * slice.height);
  for (let row = 0; row < slice.height; row++) {
    for (const [x, column] of columns.entries()) {
      let value = 0;
      for (const { at, weight } of column) value += weight * (slice.grey[row * slice.width + at] ?? 0);
      wide[row * width + x] = value;
    }
  }
  const picture = new Float32Array(width * height);
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < width; x++) {
      let value = 0;
      for (const { at, weight } of row) value += weight * (wide[at * width + x] ?? 0);
      // Cubic convolution may overshoot at sharp edges.
      picture[y * width + x] = Math.min(255, Math.max(0, value));
    }
  }
  return picture;
}

interface Tap {
  readonly at: number;
  readonly weight: number;
}

/** For each of `to` pixels the four source voxels around it and their weights (Keys, a = -1/2). */
function taps(from: number, to: number): Tap[][] {
  return Array.from({ length: to }, (_, pixel) => {
    const place = ((pixel + 0.5) / to) * from - 0.5;
    const first = Math.floor(place) - 1;
    return [0, 1, 2, 3].map((step) => ({
      at: Math.min(from - 1, Math.max(0, first + step)),
      weight: keysKernel(place - first - step),
    }));
  });
}

function keysKernel(distance: number): number {
  const d = Math.abs(distance);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}

/** How much of each pixel the outline covers, 0 to 1, from the pixel's distance to the nearest stretch. */
function outlineCoverage(slice: AxialSlice, width: number, height: number): Float32Array {
  const cover = new Float32Array(width * height);
  const scaleX = width / slice.width;
  const scaleY = height / slice.height;
  const reach = Math.max(LINE_PX, width * LINE_SHARE) / 2 + 0.5;
  for (const [x1, y1, x2, y2] of maskOutline(slice)) {
    // From voxel centres to pixel centres of the picture.
    const line: Segment = [
      (x1 + 0.5) * scaleX - 0.5,
      (y1 + 0.5) * scaleY - 0.5,
      (x2 + 0.5) * scaleX - 0.5,
      (y2 + 0.5) * scaleY - 0.5,
    ];
    const bottom = Math.min(height - 1, Math.ceil(Math.max(line[1], line[3]) + reach));
    const right = Math.min(width - 1, Math.ceil(Math.max(line[0], line[2]) + reach));
    for (let y = Math.max(0, Math.floor(Math.min(line[1], line[3]) - reach)); y <= bottom; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(line[0], line[2]) - reach)); x <= right; x++) {
        const coverage = Math.min(1, Math.max(0, reach - distanceTo(line, x, y)));
        cover[y * width + x] = Math.max(cover[y * width + x] ?? 0, coverage);
      }
    }
  }
  return cover;
}

function distanceTo([x1, y1, x2, y2]: Segment, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
