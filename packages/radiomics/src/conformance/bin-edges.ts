import { families } from "../families.ts";
import type { GreyLevels } from "../grey-levels.ts";
import { imageTypes } from "../image-types.ts";
import { lesionOn } from "../lesion.ts";
import { prepare } from "../prepare.ts";
import type { RadiomicsSettings } from "../settings.ts";
import type { Pair } from "./pyradiomics-images.ts";

/** Values that other rounding of a voxel on the edge of a bin would give, and where that voxel lies. */
export interface OtherRounding {
  /** By `family_Feature`. */
  readonly values: ReadonlyMap<string, number>;
  readonly why: string;
}

/** No more voxels than this are tried on their other side: 2^n combinations. */
const mostVoxels = 4;

/**
 * What the features of one image would be if voxels that lie on the edge of a bin, to the last digit of single precision, fell to its
 * other side: one entry for each combination of them. Empty if no voxel lies so, or too many do.
 */
export function otherRoundings(
  { image, mask }: Pair,
  label: number,
  settings: RadiomicsSettings,
  imageName: string,
): OtherRounding[] {
  const prepared = prepare(image, mask, settings, label);
  const { box } = prepared.voi;
  for (const type of settings.imageTypes)
    for (const made of imageTypes.get(type)?.images(prepared.image, settings, box) ?? []) {
      if (made.name !== imageName || !("image" in made)) continue;
      const voi = { ...prepared.voi, box: { lower: [0, 0, 0], size: box.size } } as const;
      const lesion = lesionOn(made.image, voi, settings);
      const onEdge = voxelsOnEdges(lesion.intensities, lesion.greyLevels, settings);
      if (onEdge.length > mostVoxels) return [];
      return combinations(onEdge).map((flipped) => ({
        values: valuesOf({ ...lesion, greyLevels: flip(lesion.greyLevels, flipped, settings) }),
        why: flipped
          .map(({ intensity, edge }) => `a voxel of ${imageName} has ${intensity}, on the edge of a bin at ${edge}`)
          .join("; "),
      }));
    }
  return [];
}

interface EdgeVoxel {
  readonly at: number;
  readonly intensity: number;
  readonly edge: number;
  /** To the level on the other side. */
  readonly step: 1 | -1;
}

function voxelsOnEdges(
  intensities: Float64Array,
  { levels }: GreyLevels,
  { binWidth, binCount }: RadiomicsSettings,
): EdgeVoxel[] {
  const largest = intensities.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const tolerance = largest * 2 ** -23;
  const lowest = intensities.reduce((least, x) => Math.min(least, x), Infinity);
  const highest = intensities.reduce((most, x) => Math.max(most, x), -Infinity);
  const width = binCount === null ? (binWidth ?? 1) : (highest - lowest) / binCount;
  // Edges are multiples of the width, or steps from the lowest intensity.
  const origin = binCount === null ? 0 : lowest;
  const found: EdgeVoxel[] = [];
  intensities.forEach((intensity, at) => {
    const edge = origin + Math.round((intensity - origin) / width) * width;
    // The ends of a fixed number of bins are no edges between two.
    if (binCount !== null && (edge <= lowest || (levels[at] === binCount && intensity >= edge))) return;
    // A whole number is what it is, and rounds nowhere.
    if (Math.abs(intensity - edge) > tolerance || (intensity === edge && Number.isInteger(intensity))) return;
    found.push({ at, intensity, edge, step: intensity < edge ? 1 : -1 });
  });
  return found;
}

function combinations(voxels: readonly EdgeVoxel[]): EdgeVoxel[][] {
  const all = voxels.reduce<EdgeVoxel[][]>((sets, voxel) => [...sets, ...sets.map((set) => [...set, voxel])], [[]]);
  return all.slice(1);
}

function flip({ levels }: GreyLevels, flipped: readonly EdgeVoxel[], { binCount }: RadiomicsSettings): GreyLevels {
  const moved = levels.slice();
  for (const { at, step } of flipped) moved[at] += step;
  // Level 1 is the lowest that occurs, where bins have a fixed width.
  const lowest = moved.reduce((least, level) => Math.min(least, level), Infinity);
  if (binCount === null) for (let at = 0; at < moved.length; at++) moved[at] -= lowest - 1;
  return { levels: moved, count: moved.reduce((most, level) => Math.max(most, level), 1) };
}

function valuesOf(lesion: ReturnType<typeof lesionOn>): Map<string, number> {
  return new Map(
    [...families.values()]
      .filter(({ sees }) => sees === "image")
      .flatMap((family) =>
        family
          .measure(lesion)
          .values.map(({ feature, value }): [string, number] => [`${family.name}_${feature.pyradiomics}`, value]),
      ),
  );
}
