import { type ComplexBlock, transform } from "../ibsi/fourier.ts";
import { emptyLines, lineTransform } from "../ibsi/line-transform.ts";

type Size = readonly [number, number, number];

/** Pairs of rows that are transformed together. */
const together = 16;

/**
 * The Fourier transform of real voxels along the first two or all three axes, without the frequencies along the first axis that are
 * the conjugates of others: floor(n / 2) + 1 of n remain.
 */
export function transformReal(voxels: ArrayLike<number>, size: Size, axes: 2 | 3): ComplexBlock {
  const [ni, nj, nk] = size;
  const half = Math.floor(ni / 2) + 1;
  const block = { size: [half, nj, nk] as const, ...emptyLines(half * nj * nk) };
  eachPairs(nj * nk, ni, (transformPairs, first, pairs, lines) => {
    // Two real rows are one complex row, from whose symmetric parts their transforms follow.
    for (let n = 0; n < ni; n++)
      for (let p = 0; p < pairs; p++) {
        const row = first + 2 * p;
        lines.re[n * pairs + p] = voxels[n + ni * row];
        lines.im[n * pairs + p] = row + 1 < nj * nk ? voxels[n + ni * (row + 1)] : 0;
      }
    const { re, im } = transformPairs(lines);
    for (let n = 0; n < half; n++)
      for (let p = 0; p < pairs; p++) {
        const [a, b] = [n * pairs + p, ((ni - n) % ni) * pairs + p];
        const at = n + half * (first + 2 * p);
        block.re[at] = (re[a] + re[b]) / 2;
        block.im[at] = (im[a] - im[b]) / 2;
        if (first + 2 * p + 1 === nj * nk) continue;
        block.re[at + half] = (im[a] + im[b]) / 2;
        block.im[at + half] = (re[b] - re[a]) / 2;
      }
  });
  transform(block, "forward", block.size, axes === 3 ? [1, 2] : [1]);
  return block;
}

/** Undoes `transformReal`, times the number of elements that were transformed; the block is used up. */
export function realFrom(block: ComplexBlock, size: Size, axes: 2 | 3): Float64Array {
  const [ni, nj, nk] = size;
  const [half] = block.size;
  transform(block, "backward", block.size, axes === 3 ? [1, 2] : [1]);
  const voxels = new Float64Array(ni * nj * nk);
  eachPairs(nj * nk, ni, (transformPairs, first, pairs, lines) => {
    for (let n = 0; n < ni; n++) {
      const [from, sign] = n < half ? [n, 1] : [ni - n, -1];
      for (let p = 0; p < pairs; p++) {
        const at = from + half * (first + 2 * p);
        const second = first + 2 * p + 1 < nj * nk;
        const [u, v] = [block.re[at], sign * block.im[at]];
        const [x, y] = second ? [block.re[at + half], sign * block.im[at + half]] : [0, 0];
        // With the parts exchanged the forward transform is a backward one.
        lines.im[n * pairs + p] = u - y;
        lines.re[n * pairs + p] = v + x;
      }
    }
    const { re, im } = transformPairs(lines);
    for (let n = 0; n < ni; n++)
      for (let p = 0; p < pairs; p++) {
        const row = first + 2 * p;
        voxels[n + ni * row] = im[n * pairs + p];
        if (row + 1 < nj * nk) voxels[n + ni * (row + 1)] = re[n * pairs + p];
      }
  });
  return voxels;
}

type Pairs = (
  transformPairs: ReturnType<typeof lineTransform>,
  first: number,
  pairs: number,
  lines: ReturnType<typeof emptyLines>,
) => void;

function eachPairs(rows: number, length: number, pairsOf: Pairs): void {
  const lines = emptyLines(length * together);
  const all = lineTransform(length, together);
  for (let first = 0; first < rows; first += 2 * together) {
    const pairs = Math.min(together, Math.ceil((rows - first) / 2));
    pairsOf(pairs === together ? all : lineTransform(length, pairs), first, pairs, lines);
  }
}
