import { emptyLines, type LineTransform, lineTransform } from "./line-transform.ts";

/** A complex array of three axes, the first one fastest. */
export interface ComplexBlock {
  readonly size: readonly [number, number, number];
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Lines that are transformed together: enough for long inner loops, few enough for the cache. */
const together = 16;

/**
 * The discrete Fourier transform of a block in place; "backward" without the division by the number of elements.
 *
 * @param filled - the part from (0, 0, 0) that is not zero before "forward", or that is wanted after "backward".
 * @param along - the axes, in ascending order; default: all.
 */
export function transform(
  { size, re, im }: ComplexBlock,
  direction: "forward" | "backward",
  filled: readonly [number, number, number] = size,
  along: readonly (0 | 1 | 2)[] = [0, 1, 2],
): void {
  const [ni, nj] = size;
  // The lines along each axis come in sheets: those of a plane of constant k, or of constant j.
  const sheets = [
    { lines: filled[1], lineStride: ni, stride: 1, count: filled[2], sheetStride: ni * nj },
    { lines: ni, lineStride: 1, stride: ni, count: filled[2], sheetStride: ni * nj },
    { lines: ni, lineStride: 1, stride: ni * nj, count: nj, sheetStride: ni },
  ];
  // Exchanging the parts turns a forward transform into a backward one.
  const [x, y] = direction === "forward" ? [re, im] : [im, re];
  for (const axis of direction === "forward" ? along : along.toReversed()) {
    const { count, sheetStride, ...sheet } = sheets[axis];
    const transformSheet = sheetTransform({ ...sheet, length: size[axis] });
    for (let n = 0; n < count; n++) transformSheet(x, y, n * sheetStride);
  }
}

interface Sheet {
  readonly lines: number;
  readonly lineStride: number;
  /** Elements of each line. */
  readonly length: number;
  readonly stride: number;
}

/** The transform of parallel lines, some at a time. */
function sheetTransform({ lines, lineStride, length, stride }: Sheet) {
  const buffer = emptyLines(length * together);
  const rest = lines % together;
  const [all, last] = [lineTransform(length, together), rest === 0 ? undefined : lineTransform(length, rest)];
  const some = (re: Float64Array, im: Float64Array, start: number, count: number, turn: LineTransform): void => {
    for (let n = 0; n < length; n++)
      for (let line = 0, at = start + n * stride, to = n * count; line < count; line++, at += lineStride, to++) {
        buffer.re[to] = re[at];
        buffer.im[to] = im[at];
      }
    const done = turn(buffer);
    for (let n = 0; n < length; n++)
      for (let line = 0, at = start + n * stride, from = n * count; line < count; line++, at += lineStride, from++) {
        re[at] = done.re[from];
        im[at] = done.im[from];
      }
  };
  return (re: Float64Array, im: Float64Array, start: number): void => {
    for (let line = 0; line + together <= lines; line += together)
      some(re, im, start + line * lineStride, together, all);
    if (last) some(re, im, start + (lines - rest) * lineStride, rest, last);
  };
}
