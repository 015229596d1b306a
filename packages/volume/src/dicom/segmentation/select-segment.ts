import { DicomError } from "../dataset.ts";
import { quoted } from "../quoted.ts";
import type { Segment, Segmentation } from "./segmentation.ts";

const MOST_LISTED = 20;

/**
 * The segment with this number or label: a label exactly so, or the only one that differs in upper and lower case and outer
 * blanks alone, or its number as text. Without a choice, the only segment.
 *
 * @throws DicomError `several-segments` or `segment-not-found`, which list the segments there are.
 */
export function selectSegment({ segments }: Pick<Segmentation, "segments">, wanted?: number | string): Segment {
  if (wanted === undefined) {
    if (segments.length === 1) return segments[0];
    throw new DicomError("several-segments", `The segmentation holds ${listed(segments)}. Name one of them.`);
  }
  const [found] = [
    segments.filter(({ label }) => label === wanted),
    segments.filter(({ label }) => typeof wanted === "string" && folded(label) === folded(wanted)),
    segments.filter(({ number }) => String(number) === String(wanted).trim()),
  ].filter((matches) => matches.length > 0);
  if (found?.length === 1) return found[0];
  const shown = typeof wanted === "number" ? `number ${wanted}` : quoted(wanted);
  if (found === undefined)
    throw new DicomError(
      "segment-not-found",
      `There is no segment ${shown}; the segmentation holds ${listed(segments)}. Name one of them.`,
    );
  throw new DicomError(
    "several-segments",
    `${found.length} segments match ${shown}: ${listed(found)}. Choose by number.`,
  );
}

function folded(label: string): string {
  return label.trim().toLowerCase();
}

function listed(segments: readonly Segment[]): string {
  const names = segments.slice(0, MOST_LISTED).map(({ number, label }) => `${number} ${quoted(label)}`);
  return `${names.join(", ")}${segments.length > MOST_LISTED ? ` and ${segments.length - MOST_LISTED} more` : ""}`;
}
