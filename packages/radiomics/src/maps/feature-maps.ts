import { indexToPoint, paste, pointToIndex, type Volume, voxelCount } from "@hilum/volume";
import { checkSettings } from "../check-settings.ts";
import { imageTypes } from "../image-types.ts";
import { type Lesion, lesionOn } from "../lesion.ts";
import { prepare } from "../prepare.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { type MapRequest, mapRequests } from "./map-names.ts";
import { neighbourhoods } from "./neighbourhoods.ts";

/** How voxel-wise maps are made; names and defaults are PyRadiomics'. */
export interface FeatureMapOptions {
  /** The lesion's value in the mask. Default: 1. */
  readonly label?: number;
  /** Voxels on each side of a voxel that its value is computed from. Default: 1. */
  readonly kernelRadius?: number;
  /** Value of the voxels outside the lesion. Default: 0. */
  readonly initValue?: number;
  /** Called with the share that is done, from 0 to 1, about two hundred times. */
  readonly onProgress?: (share: number) => void;
}

/** The value of one feature at every voxel of a lesion. */
export interface FeatureMap {
  /** `image_family_feature`, as in the columns of a table. */
  readonly name: string;
  /** NaN where the voxel's neighbourhood has no value. */
  readonly map: Volume<Float32Array>;
  readonly voxels: number;
  /** How many of them have no value, and why the first has none. */
  readonly undefinedVoxels: number;
  readonly note: string;
}

/**
 * Voxel-wise maps of features: at each voxel of the lesion the feature of those lesion voxels that lie within `kernelRadius` of it,
 * with the grey levels of the whole lesion, as PyRadiomics' voxel-based extraction with masked kernels.
 *
 * Without resampling a map lies on the image's grid, else on the resampled grid, cut around the lesion.
 *
 * @param names - as `original_firstorder_Entropy`, from `featureMapNames`; a map for each, those of one image together, one at a time so that only one
 * is held.
 * @throws RadiomicsError `unknown-feature`; `no-image` if an image cannot be made of this lesion; what `extract` throws.
 * @see https://pyradiomics.readthedocs.io/en/latest/usage.html#voxel-based-extraction
 */
export function* featureMaps(
  image: Volume,
  mask: Volume,
  settings: RadiomicsSettings,
  names: readonly string[],
  { label = 1, kernelRadius = 1, initValue = 0, onProgress = () => {} }: FeatureMapOptions = {},
): Generator<FeatureMap> {
  if (!Number.isInteger(kernelRadius) || kernelRadius < 1)
    throw new RadiomicsError("bad-settings", `The kernel's radius is a whole number from 1; found ${kernelRadius}.`);
  const requests = mapRequests(checkSettings(settings), names);
  const prepared = prepare(image, mask, settings, label);
  const { box, voxelCount: voxels } = prepared.voi;
  const cut = { ...prepared.voi, box: { lower: [0, 0, 0], size: box.size } } as const;
  // Where the lesion's box begins on the grid of the maps.
  const grid = settings.spacing ? prepared.image.grid : image.grid;
  const [i, j, k] = pointToIndex(grid, indexToPoint(prepared.image.grid, box.lower)).map(Math.round);
  const step = progressOf(requests.length * voxels, onProgress);
  for (const type of imageTypes.values()) {
    if (!requests.some((request) => request.type === type.name)) continue;
    for (const filtered of type.images(prepared.image, settings, box))
      for (const request of requests.filter((one) => one.image === filtered.name)) {
        if (!("image" in filtered))
          throw new RadiomicsError("no-image", `There is no image ${filtered.name}: ${filtered.because}.`);
        const { values, ...rest } = valuesOf(
          lesionOn(filtered.image, cut, settings),
          request,
          kernelRadius,
          initValue,
          step,
        );
        const map = { grid, data: new Float32Array(voxelCount(grid)).fill(initValue) };
        paste({ grid: { ...grid, size: box.size }, data: values }, map, [i, j, k]);
        yield { name: request.name, map, voxels, ...rest };
      }
  }
}

/** The feature at each voxel of the lesion's box. */
function valuesOf(lesion: Lesion, { family }: MapRequest, kernelRadius: number, initValue: number, step: () => void) {
  const values = new Float32Array(lesion.voi.inside.length).fill(initValue);
  let [undefinedVoxels, because] = [0, ""];
  for (const { at, lesion: near } of neighbourhoods(lesion, kernelRadius)) {
    const [{ value, note }] = family.measure(near).values;
    values[at] = value;
    if (note !== "" && undefinedVoxels++ === 0) because = note;
    step();
  }
  return { values, undefinedVoxels, note: because };
}

function progressOf(total: number, onProgress: (share: number) => void): () => void {
  const each = Math.max(1, Math.floor(total / 200));
  let done = 0;
  return () => {
    done++;
    if (done % each === 0 || done === total) onProgress(done / total);
  };
}
