/** Twice the common voxels over the voxels of both masks. */
export function dice(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let both = 0;
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    const inA = Number(a[at] !== 0);
    const inB = Number(b[at] !== 0);
    both += inA * inB;
    sum += inA + inB;
  }
  return (2 * both) / sum;
}
