import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import type { Roi, StructureSet } from "./structure-set.ts";

const MOST_LISTED = 20;

/**
 * The region of interest with this name: exactly so, or the only one that differs in upper and lower case and outer blanks alone.
 * Without a name, the only region that has contours.
 *
 * @throws DicomError `no-roi` if no region has contours; `roi-not-found` and `several-rois`, which list the names there are.
 */
export function selectRoi(structureSet: StructureSet, name?: string): Roi {
  const drawn = structureSet.rois.filter(({ contours }) => contours.length > 0);
  if (drawn.length === 0)
    throw new DicomError(
      "no-roi",
      `The structure set names ${structureSet.rois.length} regions, none of them with a contour. Export it with contours.`,
    );
  if (name === undefined) {
    if (drawn.length === 1) return drawn[0];
    throw new DicomError("several-rois", `The structure set holds ${listed(drawn)}. Name one of them.`);
  }
  const exact = drawn.filter((roi) => roi.name === name);
  const found = exact.length > 0 ? exact : drawn.filter((roi) => folded(roi.name) === folded(name));
  if (found.length === 1) return found[0];
  const wanted = quoted(name);
  if (found.length > 1)
    throw new DicomError(
      "several-rois",
      `${found.length} regions match ${wanted}: ${listed(found)}. Name one of them exactly, or rename them.`,
    );
  const undrawn = structureSet.rois.some((roi) => folded(roi.name) === folded(name));
  throw new DicomError(
    "roi-not-found",
    `${undrawn ? `The region ${wanted} has no contours` : `There is no region ${wanted}`}; the structure set holds ` +
      `${listed(drawn)}. Name one of them.`,
  );
}

function folded(name: string): string {
  return name.trim().toLowerCase();
}

function listed(rois: readonly Roi[]): string {
  const names = rois.slice(0, MOST_LISTED).map(({ name }) => quoted(name));
  return `${names.join(", ")}${rois.length > MOST_LISTED ? ` and ${rois.length - MOST_LISTED} more` : ""}`;
}
