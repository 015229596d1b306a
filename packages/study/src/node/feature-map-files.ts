import { basename, join } from "node:path";
import { featureMapNames, featureMaps, isIbsi } from "@hilum/radiomics";
import type { FeatureMap, FeatureSettings, RadiomicsSettings } from "@hilum/radiomics";
import { StudyError } from "../errors.ts";
import { suggestion } from "../nearest-name.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { encodeVolume, volumeFormat } from "./images/encode-volume.ts";
import { readLesion } from "./lesion-files.ts";
import type { LesionOptions } from "./lesion-files.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { withWorkerPool } from "./worker-pool.ts";

/** A map that was written. */
export interface WrittenMap extends Omit<FeatureMap, "map"> {
  readonly file: string;
}

/** Steps that progress is shown in. */
const steps = 200;

/**
 * Writes voxel-wise maps of features of one lesion: the only one to the file `out`, several to the folder `out`, each as NAME.nii.gz.
 *
 * @throws StudyError `radiomics` for a name that is none, with the nearest one, and for IBSI's presets; `format`.
 */
export async function writeFeatureMaps(
  paths: { readonly image: string; readonly mask: string },
  settings: FeatureSettings,
  names: readonly string[],
  options: LesionOptions & {
    readonly out: string;
    readonly kernelRadius?: number | undefined;
    readonly progress?: Progress | undefined;
  },
): Promise<WrittenMap[]> {
  const { out, kernelRadius, progress = silent, ...lesionOptions } = options;
  // Before minutes of work: what cannot be made or written is refused at once.
  const pyradiomics = checkedSettings(settings, names);
  const several = new Set(names).size > 1;
  if (!several) volumeFormat(out);
  else if (/\.(nii|nii\.gz|nrrd|mha)$/i.test(out))
    throw new StudyError("format", `${basename(out)}: one file cannot hold ${names.length} maps. Give a folder.`);
  const named = (path: string) => ({ path, name: basename(path) });
  const { image, mask, warnings } = await withWorkerPool((pool) =>
    readLesion({ image: named(paths.image), mask: named(paths.mask) }, { ...lesionOptions, pool }),
  );
  for (const warning of warnings) progress.warn(warning);
  progress.start("maps", steps);
  let shown = 0;
  const onProgress = (share: number) => {
    for (; shown < Math.floor(share * steps); shown++) progress.advance();
  };
  const written: WrittenMap[] = [];
  const radius = kernelRadius === undefined ? {} : { kernelRadius };
  for (const { map, ...rest } of featureMaps(image, mask, pyradiomics, names, { ...radius, onProgress })) {
    const file = several ? join(out, `${rest.name}.nii.gz`) : out;
    await writeFileAtomic(file, encodeVolume(map, file));
    if (rest.undefinedVoxels > 0)
      progress.warn(`${rest.name}: ${rest.undefinedVoxels} of ${rest.voxels} voxels are NaN (${rest.note}).`);
    written.push({ ...rest, file });
  }
  return written;
}

function checkedSettings(settings: FeatureSettings, names: readonly string[]): RadiomicsSettings {
  if (isIbsi(settings))
    throw new StudyError(
      "radiomics",
      `--maps: maps have PyRadiomics' definitions, the preset ${settings.preset} has IBSI's. Take another preset, for example pyradiomics.`,
    );
  const known = featureMapNames(settings);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new StudyError(
      "radiomics",
      `--maps: there is no map "${unknown}". ${suggestion(unknown, known)} Maps are named image_family_Feature; shape has none.`,
    );
  return settings;
}
