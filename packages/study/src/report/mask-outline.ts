import type { AxialSlice } from "./report-types.ts";

/** A stretch of outline in units of voxels; the centre of the first voxel is (0, 0). */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * The outline of a mask as straight stretches, by marching squares at one half: it runs midway between voxels inside
 * and outside, cuts corners diagonally, and closes along the edge of the picture where the mask reaches it.
 *
 * Voxels that touch only at a corner are outlined separately.
 */
export function maskOutline({ width, height, mask }: Pick<AxialSlice, "width" | "height" | "mask">): Segment[] {
  const inside = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height && mask[row * width + column] ? 1 : 0;
  const segments: Segment[] = [];
  for (let row = -1; row < height; row++) {
    for (let column = -1; column < width; column++) {
      const corners =
        inside(column, row) |
        (inside(column + 1, row) << 1) |
        (inside(column + 1, row + 1) << 2) |
        (inside(column, row + 1) << 3);
      for (const [from, to] of STRETCHES[corners] ?? []) {
        const [x1, y1] = EDGE_MIDDLE[from];
        const [x2, y2] = EDGE_MIDDLE[to];
        segments.push([column + x1, row + y1, column + x2, row + y2]);
      }
    }
  }
  return segments;
}

type Edge = "top" | "right" | "bottom" | "left";

/** Middles of the edges of a cell whose corners are four voxel centres. */
const EDGE_MIDDLE: Readonly<Record<Edge, readonly [number, number]>> = {
  top: [0.5, 0],
  right: [1, 0.5],
  bottom: [0.5, 1],
  left: [0, 0.5],
};

/** By corners inside: 1 upper left, 2 upper right, 4 lower right, 8 lower left. */
const STRETCHES: readonly (readonly (readonly [Edge, Edge])[])[] = [
  [],
  [["left", "top"]],
  [["top", "right"]],
  [["left", "right"]],
  [["right", "bottom"]],
  [
    ["left", "top"],
    ["right", "bottom"],
  ],
  [["top", "bottom"]],
  [["left", "bottom"]],
  [["bottom", "left"]],
  [["bottom", "top"]],
  [
    ["top", "right"],
    ["bottom", "left"],
  ],
  [["bottom", "right"]],
  [["right", "left"]],
  [["right", "top"]],
  [["top", "left"]],
  [],
];
