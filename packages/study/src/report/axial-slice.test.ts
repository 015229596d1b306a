import type { Grid, Mat3, Vec3, Volume } from "@hilum/volume";
import { expect, test } from "vitest";
import { axialSlice } from "./axial-slice.ts";

function volumeOf(
  grid: Partial<Grid> & Pick<Grid, "size">,
  value: (i: number, j: number, k: number) => number,
): Volume {
  const whole: Grid = { spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], ...grid };
  const [ni, nj, nk] = whole.size;
  const data = new Float32Array(ni * nj * nk);
  for (let at = 0; at < data.length; at++)
    data[at] = value(at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj)));
  return { grid: whole, data };
}

/** All 48 ways in which the axes i, j, k may point along the axes of the patient, each tilted by some degrees. */
function directions(): Mat3[] {
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  return orders.flatMap((order) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((signs): Mat3 => {
      const column = (axis: 0 | 1 | 2) => {
        const sign = (signs >> axis) & 1 ? -1 : 1;
        const unit = [0, 1, 2].map((patientAxis) => (patientAxis === order[axis] ? sign : 0));
        const [x = 0, y = 0, z = 0] = unit;
        return [c * x - s * y, s * x + c * y, z];
      };
      const [i, j, k] = [column(0), column(1), column(2)];
      const at = (row: number) => [i[row] ?? 0, j[row] ?? 0, k[row] ?? 0] as const;
      return [...at(0), ...at(1), ...at(2)];
    }),
  );
}

test("anterior is up and the patient's right is on the left, however the voxels are ordered", () => {
  for (const direction of directions()) {
    const size: Vec3 = [9, 9, 9];
    const middle = volumeOf({ size, direction }, (i, j, k) => (i === 4 && j === 4 && k === 4 ? 1 : 0));
    // Brightness is the distance to the left, or to the back, of the first voxel.
    const towards = (patientAxis: 0 | 1) =>
      volumeOf({ size, direction }, (i, j, k) =>
        [i, j, k].reduce((sum, index, axis) => sum + (direction[patientAxis * 3 + axis] ?? 0) * index * 4, 0),
      );
    const window = { level: 0, width: 100 };
    const left = axialSlice(towards(0), middle, window);
    const back = axialSlice(towards(1), middle, window);
    const grey = ({ grey }: { grey: Uint8Array }, column: number, row: number) => grey[row * 9 + column] ?? NaN;
    expect(left.width * left.height).toBe(81);
    expect(grey(left, 8, 4)).toBeGreaterThan(grey(left, 0, 4));
    expect(grey(back, 4, 8)).toBeGreaterThan(grey(back, 4, 0));
  }
});

test("the slice is the one in which the mask is largest", () => {
  const size: Vec3 = [5, 5, 4];
  const mask = volumeOf({ size }, (i, j, k) => (i === 2 && (k === 2 ? j >= 1 && j <= 3 : j === 2) ? 1 : 0));
  const image = volumeOf({ size }, (_i, _j, k) => k);
  const slice = axialSlice(image, mask, { level: 2, width: 4 });
  expect([...slice.mask].reduce((sum, inside) => sum + inside, 0)).toBe(3);
  expect(new Set(slice.grey)).toEqual(new Set([128]));
});

test("the window maps its ends to black and white, and no value to black", () => {
  const size: Vec3 = [6, 1, 1];
  const values = [-2000, -1400, -600, 200, 3000, NaN];
  const slice = axialSlice(
    volumeOf({ size }, (i) => values[i] ?? 0),
    volumeOf({ size }, (i) => (i === 2 ? 1 : 0)),
  );
  expect([...slice.grey]).toEqual([0, 0, 128, 255, 255, 0]);
});

test("a small lesion is shown in 40 mm of surroundings, with itself in the middle", () => {
  const grid = { size: [200, 160, 1] as Vec3, spacing: [0.5, 0.5, 2] as Vec3 };
  const mask = volumeOf(grid, (i, j) => (i >= 98 && i < 102 && j >= 60 && j < 64 ? 1 : 0));
  const slice = axialSlice(
    volumeOf(grid, () => 0),
    mask,
  );
  expect([slice.width, slice.height, slice.spacing]).toEqual([80, 80, [0.5, 0.5]]);
  const inside = [...slice.mask.keys()].filter((at) => slice.mask[at]);
  expect([inside[0], inside.at(-1)]).toEqual([38 * 80 + 38, 41 * 80 + 41]);
});

test("at the edge of the image the square moves, and a small image shrinks it", () => {
  const corner = (size: Vec3) => {
    const mask = volumeOf({ size }, (i, j) => (i < 3 && j < 3 ? 1 : 0));
    return axialSlice(
      volumeOf({ size }, () => 0),
      mask,
    );
  };
  const large = corner([100, 100, 1]);
  expect([large.width, large.height, large.mask[0]]).toEqual([40, 40, 1]);
  const narrow = corner([100, 20, 1]);
  expect([narrow.width, narrow.height]).toEqual([20, 20]);
});

test("a lesion longer than the image is high is shown whole, in a picture that is not square", () => {
  const size: Vec3 = [100, 20, 1];
  const slice = axialSlice(
    volumeOf({ size }, () => 0),
    volumeOf({ size }, (i, j) => (i >= 10 && i < 70 && j === 9 ? 1 : 0)),
  );
  expect([slice.width, slice.height]).toEqual([90, 20]);
  expect([...slice.mask].reduce((sum, inside) => sum + inside, 0)).toBe(60);
});

test("an empty mask and a mask of another size are refused", () => {
  const image = volumeOf({ size: [4, 4, 4] }, () => 0);
  expect(() => axialSlice(image, image)).toThrow(expect.objectContaining({ code: "empty-mask" }));
  expect(() =>
    axialSlice(
      image,
      volumeOf({ size: [4, 4, 5] }, () => 1),
    ),
  ).toThrow(/4×4×5.*4×4×4/);
});
