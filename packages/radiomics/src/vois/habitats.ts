import { randomStream } from "@hilum/numeric";
import { crop, paste, type Vec3, type Volume } from "@hilum/volume";
import { entropy } from "../entropy.ts";
import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { gradientMagnitude } from "../filters/gradient-magnitude.ts";
import { type Lesion, lesionOn } from "../lesion.ts";
import { neighbourhoods } from "../maps/neighbourhoods.ts";
import type { HabitatSettings, RadiomicsSettings } from "../settings.ts";
import { cutVoi, intensitiesOf, type Voi } from "../voi.ts";
import { type FurtherVoi, type OwnTable, ownValues } from "./further-voi.ts";
import { kMeans } from "./k-means.ts";

interface Habitat {
  readonly volumeMl: number;
  readonly share: number;
}

/** What is said of a habitat itself; undefined if there are too few different voxels. */
export const habitatValues: OwnTable<Habitat | Undefined> = {
  family: "habitat",
  table: {
    volume: { pyradiomics: "Volume", unit: "mL", of: (of) => ("because" in of ? of : of.volumeMl) },
    volumeShare: { pyradiomics: "VolumeShare", unit: "1", of: (of) => ("because" in of ? of : of.share) },
  },
};

/** The names of the habitats in columns. */
export function habitatNames(settings: HabitatSettings | null): string[] {
  return Array.from({ length: settings?.count ?? 0 }, (_, n) => `habitat-${n + 1}`);
}

type Measure = (image: Volume, voi: Voi, lesion: Lesion) => Float64Array;

/** What voxels can be compared by, on the image's own grid. */
const measures: Readonly<Record<HabitatSettings["on"][number], Measure>> = {
  intensity: (_image, _voi, lesion) => lesion.intensities,
  entropy: (_image, _voi, lesion) =>
    Float64Array.from(neighbourhoods(lesion, 1), ({ lesion: near }) => entropyOf(near)),
  gradient: (image, voi) => {
    const around = crop(image, { box: voi.box, margin: 1 });
    const [i, j, k] = voi.box.lower;
    const lower: Vec3 = [Math.min(i, 1), Math.min(j, 1), Math.min(k, 1)];
    return intensitiesOf(gradientMagnitude(around, "mm"), { ...voi, box: { lower, size: voi.box.size } });
  },
};

/**
 * Habitats of a lesion: its voxels in groups of alike ones (k-means), habitat-1 with the lowest mean intensity.
 *
 * Voxels are compared by what `on` names, each in standard deviations over the lesion. The groups are those of one lesion: a
 * habitat of one patient need not resemble that of the same number of another.
 */
export function* habitats(
  image: Volume,
  mask: Volume,
  label: number,
  settings: RadiomicsSettings,
): Generator<FurtherVoi> {
  if (!settings.habitats) return;
  const voi = cutVoi(mask, label);
  const names = habitatNames(settings.habitats);
  const groups = groupsOf(image, voi, settings, settings.habitats);
  const voxelMl = (voi.spacing[0] * voi.spacing[1] * voi.spacing[2]) / 1000;
  for (const [n, name] of names.entries()) {
    if ("because" in groups) {
      yield { name, own: ownValues(name, habitatValues, groups), mask: undefined, because: groups.because };
      continue;
    }
    const voxels = groups[n];
    const own = ownValues(name, habitatValues, {
      volumeMl: voxels.length * voxelMl,
      share: voxels.length / voi.voxelCount,
    });
    const part = new Uint8Array(voi.inside.length);
    for (const at of voxels) part[at] = 1;
    const data = new Uint8Array(mask.data.length);
    paste({ grid: { ...mask.grid, size: voi.box.size }, data: part }, { grid: mask.grid, data }, voi.box.lower);
    yield { name, own, mask: { grid: mask.grid, data }, because: "" };
  }
}

/** The places of each habitat's voxels in the VOI's box. */
function groupsOf(
  image: Volume,
  voi: Voi,
  settings: RadiomicsSettings,
  { count, on, seed }: HabitatSettings,
): number[][] | Undefined {
  const lesion = lesionOn(image, voi, settings);
  const values = on.map((name) => measures[name](image, voi, lesion));
  if (!values.every((of) => of.every(Number.isFinite)))
    return undefinedBecause("a voxel of the lesion has no finite intensity");
  const places = Int32Array.from(voi.inside.keys()).filter((at) => voi.inside[at] === 1);
  // Ordered by their values, voxels give the same groups however the image is turned.
  const compare = (a: number, b: number) => values.reduce((order, of) => order || of[a] - of[b], 0);
  const order = Array.from(places.keys()).sort(compare);
  const different = order.filter((voxel, n) => n === 0 || compare(order[n - 1], voxel) !== 0).length;
  if (different < count) return undefinedBecause(`the lesion has fewer than ${count} different voxels`);
  const points = new Float64Array(order.length * on.length);
  values.forEach((of, d) => {
    const mean = order.reduce((sum, voxel) => sum + of[voxel], 0) / order.length;
    const deviation = Math.sqrt(order.reduce((sum, voxel) => sum + (of[voxel] - mean) ** 2, 0) / order.length);
    order.forEach((voxel, n) => {
      points[n * on.length + d] = deviation > 0 ? (of[voxel] - mean) / deviation : 0;
    });
  });
  const clusters = kMeans(points, on.length, count, randomStream(seed, "habitats"));
  const groups = Array.from({ length: count }, () => ({ voxels: [] as number[], total: 0 }));
  order.forEach((voxel, n) => {
    const group = groups[clusters.of[n]];
    group.voxels.push(places[voxel]);
    group.total += lesion.intensities[voxel];
  });
  return groups.sort((a, b) => a.total / a.voxels.length - b.total / b.voxels.length).map(({ voxels }) => voxels);
}

function entropyOf({ greyLevels: { levels } }: Lesion): number {
  const counts = new Map<number, number>();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  return entropy(Array.from(counts.values(), (count) => count / levels.length).sort((a, b) => a - b));
}
