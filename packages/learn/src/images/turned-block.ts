import type { Vec3 } from "@hilum/volume";
import type { Block } from "./copy-block.ts";
import type { NetworkImage } from "./network-image.ts";

/** A crop between the voxels of the image. */
export interface TurnedBlock extends Block {
  /** Turns about i, then j, then k, radians; on top of the quarter turns. */
  readonly angles: Vec3;
  /** How much larger things become. */
  readonly zoom: number;
}

/** A turned and enlarged crop, interpolated linearly, [1, k, j, i], scaled to [0, 1]; 0 beyond the image. */
export function turnedBlock(image: NetworkImage, block: TurnedBlock): Float32Array<ArrayBuffer> {
  const { size, spacing, window, voxels } = image;
  const [si, sj, sk] = block.size;
  const step = steps(block, spacing);
  const low = window.level - window.width / 2;
  const scale = 1 / window.width;
  const [ni, nj, nk] = size;
  const plane = ni * nj;
  const at = (x: number, y: number, z: number): number =>
    x < 0 || y < 0 || z < 0 || x >= ni || y >= nj || z >= nk ? low : voxels[x + ni * y + plane * z];
  const crop = new Float32Array(si * sj * sk);
  // Measured from the middle of the block; even blocks have it between two voxels, half a voxel before `middle`.
  const [ci, cj, ck] = [(si - 1) / 2, (sj - 1) / 2, (sk - 1) / 2];
  const half = block.size.map((count) => (count % 2 === 0 ? 0.5 : 0));
  for (let k = 0, to = 0; k < sk; k++)
    for (let j = 0; j < sj; j++)
      for (let i = 0; i < si; i++, to++) {
        const [a, b, c] = [i - ci, j - cj, k - ck];
        const x = block.middle[0] - half[0] + step[0] * a + step[1] * b + step[2] * c;
        const y = block.middle[1] - half[1] + step[3] * a + step[4] * b + step[5] * c;
        const z = block.middle[2] - half[2] + step[6] * a + step[7] * b + step[8] * c;
        if (x <= -1 || y <= -1 || z <= -1 || x >= ni || y >= nj || z >= nk) continue;
        const [x0, y0, z0] = [Math.floor(x), Math.floor(y), Math.floor(z)];
        const [u, v, w] = [x - x0, y - y0, z - z0];
        const inside = x0 >= 0 && y0 >= 0 && z0 >= 0 && x0 < ni - 1 && y0 < nj - 1 && z0 < nk - 1;
        let sum = 0;
        if (inside) {
          const n = x0 + ni * y0 + plane * z0;
          const near = lerp2(voxels[n], voxels[n + 1], voxels[n + ni], voxels[n + ni + 1], u, v);
          const m = n + plane;
          sum = near + w * (lerp2(voxels[m], voxels[m + 1], voxels[m + ni], voxels[m + ni + 1], u, v) - near);
        } else {
          const [x1, y1, z1] = [x0 + 1, y0 + 1, z0 + 1];
          const near = lerp2(at(x0, y0, z0), at(x1, y0, z0), at(x0, y1, z0), at(x1, y1, z0), u, v);
          const far = lerp2(at(x0, y0, z1), at(x1, y0, z1), at(x0, y1, z1), at(x1, y1, z1), u, v);
          sum = near + w * (far - near);
        }
        const value = (sum - low) * scale;
        crop[to] = value > 0 ? Math.min(value, 1) : 0;
      }
  return crop;
}

function lerp2(a: number, b: number, c: number, d: number, u: number, v: number): number {
  const lower = a + u * (b - a);
  return lower + v * (c + u * (d - c) - lower);
}

/** Steps in the image (voxels) for steps along the axes of the crop (voxels), row-major 3×3. */
function steps({ angles: [x, y, z], zoom, turns, flips }: TurnedBlock, spacing: Vec3): number[] {
  const [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
  const [cz, sz] = [Math.cos(z), Math.sin(z)];
  const [quarterCos, quarterSin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][turns % 4];
  const about = [
    [1, 0, 0, 0, cx, -sx, 0, sx, cx],
    [cy, 0, sy, 0, 1, 0, -sy, 0, cy],
    [cz, -sz, 0, sz, cz, 0, 0, 0, 1],
    [quarterCos, -quarterSin, 0, quarterSin, quarterCos, 0, 0, 0, 1],
  ].reduce((product, matrix) => multiply(matrix, product));
  return about.map((entry, n) => {
    const [row, column] = [Math.floor(n / 3), n % 3];
    return ((flips[column] ? -1 : 1) * entry * spacing[column]) / (spacing[row] * zoom);
  });
}

function multiply(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, n) => {
    const [row, column] = [Math.floor(n / 3), n % 3];
    return a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column];
  });
}
