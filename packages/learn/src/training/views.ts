import type { RandomStream } from "@hilum/numeric";

/** A crop [channels, k, j, i], square in its planes, turned by quarter turns from i towards j. */
export function quarterTurned(crop: Float32Array, [, sj, si]: readonly number[], turns: number): Float32Array {
  if (turns % 4 === 0) return crop;
  const turned = new Float32Array(crop.length);
  for (let plane = 0; plane < crop.length; plane += si * sj)
    for (let j = 0; j < sj; j++)
      for (let i = 0; i < si; i++) {
        const [x, y] = [
          [i, j],
          [j, si - 1 - i],
          [si - 1 - i, sj - 1 - j],
          [sj - 1 - j, i],
        ][turns % 4];
        turned[plane + i + si * j] = crop[plane + x + si * y];
      }
  return turned;
}

/**
 * A crop in which random boxes are covered, each with one random grey value, until the share of covered voxels is reached.
 *
 * Boxes have sides from an eighth to a third of the crop, at least one voxel.
 */
export function maskedBlocks(
  crop: Float32Array,
  size: readonly number[],
  share: number,
  stream: RandomStream,
): Float32Array {
  const covered = crop.slice();
  const [sk, sj, si] = size;
  const voxels = sk * sj * si;
  const channels = crop.length / voxels;
  const isCovered = new Uint8Array(voxels);
  let count = 0;
  while (count < share * voxels) {
    const sides = size.map((length) => {
      const [least, most] = [Math.max(1, Math.floor(length / 8)), Math.max(1, Math.floor(length / 3))];
      return least + stream.integer(most - least + 1);
    });
    const [k0, j0, i0] = size.map((length, axis) => stream.integer(length - sides[axis] + 1));
    const grey = stream.uniform();
    for (let k = k0; k < k0 + sides[0]; k++)
      for (let j = j0; j < j0 + sides[1]; j++)
        for (let i = i0; i < i0 + sides[2]; i++) {
          const at = i + si * (j + sj * k);
          if (isCovered[at] === 0) count++;
          isCovered[at] = 1;
          for (let channel = 0; channel < channels; channel++) covered[channel * voxels + at] = grey;
        }
  }
  return covered;
}
