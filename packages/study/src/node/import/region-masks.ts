import { readFile } from "node:fs/promises";
import { compareGrids } from "@hilum/volume";
import type { Grid, Volume } from "@hilum/volume";
import { parseDicom, readSegmentation, readStructureSet, regionName, roiMask, segmentMask } from "@hilum/volume/dicom";
import { messageOf, StudyError } from "../../errors.ts";
import { openable } from "./byte-path.ts";
import { chooseRegions } from "./choose-regions.ts";
import type { NamedRegion } from "./choose-regions.ts";
import { discreet } from "./discreet.ts";
import type { ScannedMask } from "./scan.ts";

/** One region as a mask on the grid of its image, or why it could not be made. */
export type RegionMask =
  | {
      readonly region: number;
      readonly name: string;
      readonly mask: Volume<Uint8Array>;
      readonly warnings: readonly string[];
    }
  | { readonly problem: string };

/**
 * The chosen regions of a structure set or segmentation on the grid of the image.
 *
 * @param wanted - what --roi names.
 */
export async function regionMasks(file: ScannedMask, grid: Grid, wanted: readonly string[]): Promise<RegionMask[]> {
  const bytes = await readFile(openable(file.file));
  const { regions, maskOf } = file.kind === "structure-set" ? structures(bytes, grid) : segments(bytes, grid);
  const what = file.kind === "structure-set" ? "The structure set" : "The segmentation";
  const choice = chooseRegions(regions, wanted);
  if ("reason" in choice) return [{ problem: `${what} gives no mask: ${choice.reason}. It holds ${listed(regions)}.` }];
  return choice.regions.map(({ number, name }) => {
    const warnings: string[] = [];
    const shown = regionName(name, number);
    const neutral = (text: string) => discreet(text.replaceAll(`"${name}"`, `"${shown}"`), { harmless: [shown] });
    try {
      return { region: number, name: shown, mask: maskOf(number, warnings), warnings: warnings.map(neutral) };
    } catch (error) {
      return { problem: neutral(messageOf(error)) };
    }
  });
}

/** Neutral names, by which --roi takes them too. */
function listed(regions: readonly NamedRegion[]): string {
  const names = regions.slice(0, 30).map(({ name, number }) => `"${regionName(name, number)}"`);
  return names.length === 0 ? "none" : `${names.join(", ")}${regions.length > names.length ? " and more" : ""}`;
}

interface Regions {
  readonly regions: readonly NamedRegion[];
  readonly maskOf: (number: number, warnings: string[]) => Volume<Uint8Array>;
}

function structures(bytes: Uint8Array, grid: Grid): Regions {
  const { rois } = readStructureSet(parseDicom(bytes));
  const drawn = rois.filter(({ contours }) => contours.length > 0);
  return {
    regions: drawn,
    maskOf(number, warnings) {
      const roi = drawn.find((one) => one.number === number);
      if (roi === undefined) throw new StudyError("roi", `There is no region ${number}.`);
      return roiMask(roi, grid, warnings);
    },
  };
}

function segments(bytes: Uint8Array, grid: Grid): Regions {
  const segmentation = readSegmentation(parseDicom(bytes));
  return {
    regions: segmentation.segments.map(({ number, label }) => ({ number, name: label })),
    maskOf(number) {
      const mask = segmentMask(segmentation, { segment: number, grid });
      const differences = compareGrids(grid, mask.grid);
      if (differences.length === 0) return mask;
      throw new StudyError(
        "grid-mismatch",
        `The segment lies on another grid than its image: ${differences.join("; ")}.`,
      );
    },
  };
}
