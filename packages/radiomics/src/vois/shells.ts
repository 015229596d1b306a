import {
  boundingBox,
  crop,
  distanceTransform,
  paste,
  selectLabel,
  type Vec3,
  type Volume,
  volumeMl,
} from "@hilum/volume";
import { undefinedBecause } from "../feature-table.ts";
import type { ShellSettings } from "../settings.ts";
import { type FurtherVoi, type OwnTable, ownValues } from "./further-voi.ts";
import { closingMm, lungAround } from "./lung-around.ts";

interface Shell {
  readonly volumeMl: number;
  /** Of all voxels at these distances, whatever they are. */
  readonly wholeMl: number;
}

/** What is said of a shell itself. */
export const shellValues: OwnTable<Shell> = {
  family: "shell",
  table: {
    volume: { pyradiomics: "Volume", unit: "mL", of: ({ volumeMl: ml }) => ml },
    lungShare: {
      pyradiomics: "LungShare",
      unit: "1",
      of: ({ volumeMl: ml, wholeMl }) =>
        wholeMl > 0
          ? ml / wholeMl
          : undefinedBecause("the image ends at the lesion, or its voxels are larger than the shell"),
    },
  },
};

/** The name of a shell in columns. */
export function shellName({ from, to }: ShellSettings): string {
  return `shell-${from}-${to}mm`;
}

/**
 * Shells of lung around a lesion: voxels whose centre lies above `from` and at most `to` mm from the nearest centre of a lesion
 * voxel, within the lung.
 *
 * @param label - of the lesion; voxels of other lesions in the mask belong to no shell.
 */
export function* lungShells(
  image: Volume,
  mask: Volume,
  label: number,
  shells: readonly ShellSettings[],
): Generator<FurtherVoi> {
  if (shells.length === 0) return;
  const box = boundingBox(mask, label);
  const reachMm = Math.max(...shells.map(({ to }) => to)) + 2 * closingMm;
  const { spacing } = image.grid;
  const reach = (axis: 0 | 1 | 2) => Math.ceil(reachMm / spacing[axis]) + 1;
  const around = { box, margin: [reach(0), reach(1), reach(2)] } as const;
  const labels = crop(mask, around);
  const lesion = selectLabel(labels, label);
  const distance = distanceTransform(lesion, { to: "mask" });
  const lung = lungAround(crop(image, around), lesion);
  const first = (axis: 0 | 1 | 2) => Math.max(0, box.lower[axis] - reach(axis));
  const lower: Vec3 = [first(0), first(1), first(2)];
  for (const shell of shells) {
    const ring = new Uint8Array(lesion.data.length);
    let whole = 0;
    for (let at = 0; at < ring.length; at++) {
      const mm = distance.data[at];
      // A centre on the outer border belongs to the shell, whatever the last digits of its distance.
      if (!(mm > shell.from * (1 + 1e-9) && mm <= shell.to * (1 + 1e-9))) continue;
      whole++;
      if (lung.data[at] === 1 && labels.data[at] === 0) ring[at] = 1;
    }
    const cut = { grid: labels.grid, data: ring };
    const ml = volumeMl(cut);
    const wholeMl = (whole * spacing[0] * spacing[1] * spacing[2]) / 1000;
    const name = shellName(shell);
    const own = ownValues(name, shellValues, { volumeMl: ml, wholeMl });
    if (ml === 0) {
      yield {
        name,
        own,
        mask: undefined,
        because: `no lung lies from ${shell.from} to ${shell.to} mm around the lesion`,
      };
      continue;
    }
    const data = new Uint8Array(mask.data.length);
    paste(cut, { grid: mask.grid, data }, lower);
    yield { name, own, mask: { grid: mask.grid, data }, because: "" };
  }
}
