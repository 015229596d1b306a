import type { ScannedMask, ScannedSeries } from "./scan.ts";

/** Masks by the series they were drawn on, and those whose series is not there. */
export interface LinkedMasks {
  readonly bySeries: ReadonlyMap<string, readonly ScannedMask[]>;
  readonly unlinked: readonly { readonly mask: ScannedMask; readonly reason: string }[];
}

/**
 * Links structure sets and segmentations to CT series by the series' UID; where they name no series, by the frame of reference if one
 * CT series alone has it.
 */
export function linkMasks(masks: readonly ScannedMask[], series: readonly ScannedSeries[]): LinkedMasks {
  const images = series.filter(({ isCt }) => isCt);
  const uids = new Set(images.map(({ uid }) => uid));
  const bySeries = new Map<string, ScannedMask[]>();
  const unlinked: { mask: ScannedMask; reason: string }[] = [];
  for (const mask of masks) {
    const named = mask.drawnOn.filter((uid) => uids.has(uid));
    const frame = mask.frameOfReferenceUid;
    const sameFrame = images.filter(
      (one) => frame !== "" && one.frameOfReferenceUid === frame && one.image.role === "original",
    );
    if (named.length > 0) for (const uid of named) bySeries.set(uid, [...(bySeries.get(uid) ?? []), mask]);
    else if (mask.drawnOn.length === 0 && sameFrame.length === 1)
      bySeries.set(sameFrame[0]!.uid, [...(bySeries.get(sameFrame[0]!.uid) ?? []), mask]);
    else unlinked.push({ mask, reason: whyNot(mask, sameFrame.length) });
  }
  return { bySeries, unlinked };
}

function whyNot({ drawnOn }: ScannedMask, sameFrame: number): string {
  if (drawnOn.length > 0) return "the image series that it was drawn on is not among the CT images of the folder";
  return sameFrame === 0
    ? "it names no image series, and no CT image of the folder shares its frame of reference"
    : `it names no image series, and ${sameFrame} CT series share its frame of reference`;
}
