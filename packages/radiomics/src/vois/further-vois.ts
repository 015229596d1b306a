import type { Volume } from "@hilum/volume";
import type { FeatureColumn } from "../feature-columns.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { type FurtherVoi, ownColumns } from "./further-voi.ts";
import { habitatNames, habitats, habitatValues } from "./habitats.ts";
import { lungShells, shellName, shellValues } from "./shells.ts";

/** The VOIs that settings ask for beside the lesion, in the order of the output: their names and the columns of their own. */
export function furtherVoiColumns(settings: RadiomicsSettings): { name: string; own: FeatureColumn[] }[] {
  return [
    ...settings.shells.map(shellName).map((name) => ({ name, own: ownColumns(name, shellValues) })),
    ...habitatNames(settings.habitats).map((name) => ({ name, own: ownColumns(name, habitatValues) })),
  ];
}

/** The same VOIs of one lesion, one at a time, so that only one mask is held. */
export function* furtherVois(
  image: Volume,
  mask: Volume,
  label: number,
  settings: RadiomicsSettings,
): Generator<FurtherVoi> {
  yield* lungShells(image, mask, label, settings.shells);
  yield* habitats(image, mask, label, settings);
}
