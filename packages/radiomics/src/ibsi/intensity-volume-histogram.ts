import type { VolumeHistogramLevels } from "./discretise.ts";
import { type IbsiTable, manual, plainFamily } from "./ibsi-table.ts";

interface VolumeHistogram extends VolumeHistogramLevels {
  readonly sorted: Float64Array;
}

const volumeHistogramTable = {
  volumeAt10: {
    ibsi: "BC2M",
    tag: "v10",
    name: "Volume fraction at 10% intensity",
    unit: "1",
    of: (h) => volumeAt(h, 10),
  },
  volumeAt90: {
    ibsi: "BC2M",
    tag: "v90",
    name: "Volume fraction at 90% intensity",
    unit: "1",
    of: (h) => volumeAt(h, 90),
  },
  intensityAt10: {
    ibsi: "GBPN",
    tag: "i10",
    name: "Intensity at 10% volume",
    unit: "intensity",
    of: (h) => intensityAt(h, 10),
  },
  intensityAt90: {
    ibsi: "GBPN",
    tag: "i90",
    name: "Intensity at 90% volume",
    unit: "intensity",
    of: (h) => intensityAt(h, 90),
  },
  volumeDifference: {
    ibsi: "DDTU",
    tag: "diff_v10_v90",
    name: "Volume fraction difference between intensity fractions",
    unit: "1",
    of: (h) => volumeAt(h, 10) - volumeAt(h, 90),
  },
  intensityDifference: {
    ibsi: "CNV2",
    tag: "diff_i10_i90",
    name: "Intensity fraction difference between volume fractions",
    unit: "intensity",
    of: (h) => intensityAt(h, 10) - intensityAt(h, 90),
  },
} satisfies IbsiTable<VolumeHistogram>;

/** How much of the lesion has at least an intensity; in bin numbers where the histogram has a fixed number of bins. */
export const intensityVolumeHistogramFamily = plainFamily<VolumeHistogram>({
  name: "Intensity-volume histogram",
  tag: "ivh",
  ibsi: "P88C",
  formulas: manual("intensity-volume-histogram-features"),
  prepare: ({ volumeHistogram }) => ({ ...volumeHistogram, sorted: volumeHistogram.values.toSorted() }),
  table: volumeHistogramTable,
});

/** The largest share of the lesion at levels whose intensity fraction is at least this many percent. */
function volumeAt({ sorted, first, step, count }: VolumeHistogram, percent: number): number {
  const level = first + Math.ceil((percent * (count - 1)) / 100) * step;
  return (sorted.length - below(sorted, level)) / sorted.length;
}

/** The lowest level that at most this many percent of the lesion reach; one step above the highest where none is. */
function intensityAt({ sorted, first, step, count }: VolumeHistogram, percent: number): number {
  const allowed = Math.floor((percent * sorted.length) / 100);
  const exceeded = sorted[sorted.length - 1 - allowed];
  const level = Math.floor((exceeded - first) / step) + 1;
  return first + Math.min(Math.max(level, 0), count) * step;
}

/** How many values lie below a limit. */
function below(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
