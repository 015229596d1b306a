import type { Vec3 } from "@hilum/volume";
import { filterLines, type LineFilter } from "./filter-lines.ts";
import type { WaveletKernel } from "./wavelet-kernels.ts";

/** One sub-band: its letters (L = low-pass, H = high-pass; the first letter belongs to the first axis), its voxels. */
export interface SubBand<Data extends Float32Array | Float64Array> {
  readonly letters: string;
  readonly data: Data;
}

/**
 * All sub-bands of one level of the undecimated wavelet transform, low-pass first: LLL, LLH, LHL, ..., HHH.
 *
 * The image continues periodically. An image of single precision is filtered in single precision, tap by tap in the
 * order of PyWavelets, so that the values are the same to the last bit.
 *
 * @param axes - the axes to filter along, in the order of the letters.
 * @see Lee et al., PyWavelets, Journal of Open Source Software 4 (2019) 1237, function swtn.
 */
export function stationaryWavelet<Data extends Float32Array | Float64Array>(
  image: Data,
  size: Vec3,
  axes: readonly (0 | 1 | 2)[],
  kernel: WaveletKernel,
  make: (length: number) => Data,
): SubBand<Data>[] {
  const filter = image instanceof Float32Array ? bothSingle : bothDouble;
  let bands: SubBand<Data>[] = [{ letters: "", data: image }];
  for (const axis of axes) {
    const both = filter(kernel, order(size[axis], kernel.low.length));
    bands = bands.flatMap(({ letters, data }) => {
      const [low, high] = [make(data.length), make(data.length)];
      filterLines(data, size, axis, [low, high], both);
      return [
        { letters: `${letters}L`, data: low },
        { letters: `${letters}H`, data: high },
      ];
    });
  }
  return bands;
}

/** For each voxel of a line the taps in the order in which they are added up, and the voxels they meet. */
interface Order {
  readonly taps: Int32Array;
  readonly voxels: Int32Array;
  /** From this voxel to before that one, taps come one after the other and meet voxels of the line. */
  readonly first: number;
  readonly end: number;
}

function order(length: number, tapCount: number): Order {
  const [taps, voxels] = [new Int32Array(length * tapCount), new Int32Array(length * tapCount)];
  for (let n = 0, at = 0; n < length; n++) {
    const last = n + tapCount / 2;
    // Near the end PyWavelets adds what lies beyond it first, from the end outwards.
    const beyond = Math.max(0, last - length + 1);
    for (let t = 0; t < tapCount; t++, at++) {
      const tap = t < beyond ? beyond - 1 - t : t;
      taps[at] = tap;
      voxels[at] = (((last - tap) % length) + length) % length;
    }
  }
  return { taps, voxels, first: tapCount / 2 - 1, end: length - tapCount / 2 };
}

function bothDouble({ low, high }: WaveletKernel, order: Order): LineFilter {
  const count = low.length;
  return (lines, from, length, [lowInto, highInto]) => {
    for (let n = 0; n < length; n++) {
      let l = 0;
      let h = 0;
      if (n >= order.first && n < order.end) {
        for (let t = 0, at = from + n + count / 2; t < count; t++, at--) {
          l += low[t] * lines[at];
          h += high[t] * lines[at];
        }
      } else {
        for (let t = n * count; t < (n + 1) * count; t++) {
          const x = lines[from + order.voxels[t]];
          l += low[order.taps[t]] * x;
          h += high[order.taps[t]] * x;
        }
      }
      lowInto[from + n] = l;
      highInto[from + n] = h;
    }
  };
}

function bothSingle({ low, high }: WaveletKernel, order: Order): LineFilter {
  const count = low.length;
  return (lines, from, length, [lowInto, highInto]) => {
    for (let n = 0; n < length; n++) {
      let l = 0;
      let h = 0;
      if (n >= order.first && n < order.end) {
        for (let t = 0, at = from + n + count / 2; t < count; t++, at--) {
          l = Math.fround(l + Math.fround(low[t] * lines[at]));
          h = Math.fround(h + Math.fround(high[t] * lines[at]));
        }
      } else {
        for (let t = n * count; t < (n + 1) * count; t++) {
          const x = lines[from + order.voxels[t]];
          l = Math.fround(l + Math.fround(low[order.taps[t]] * x));
          h = Math.fround(h + Math.fround(high[order.taps[t]] * x));
        }
      }
      lowInto[from + n] = l;
      highInto[from + n] = h;
    }
  };
}
