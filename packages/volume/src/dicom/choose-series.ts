import { DicomError } from "./dataset.ts";
import { quoted } from "./quoted.ts";
import { sliceNames } from "./placed-slice.ts";
import type { SliceHeader } from "./slice-header.ts";

/**
 * The images of one series without copies and localisers, and what was left out.
 *
 * @throws DicomError `no-images`, `several-series`.
 */
export function chosenSeries(
  headers: readonly SliceHeader[],
  series?: string,
): { readonly headers: readonly SliceHeader[]; readonly warnings: string[] } {
  const warnings: string[] = [];
  const wanted = series === undefined ? headers : headers.filter(({ seriesUid }) => seriesUid === series);
  const uids = [...new Set(wanted.map(({ seriesUid }) => seriesUid))];
  if (wanted.length === 0)
    throw new DicomError(
      "no-images",
      series === undefined
        ? "There are no images; at least one is needed."
        : `None of the ${headers.length} images belongs to series ${series}. There are: ${seriesList(headers)}.`,
    );
  if (uids.length > 1)
    throw new DicomError(
      "several-series",
      `The images belong to ${uids.length} series: ${seriesList(wanted)}. Choose one by its UID.`,
    );

  const seen = new Set<string>();
  const copies: SliceHeader[] = [];
  const unique = wanted.filter((header) => {
    const key = `${header.sopInstanceUid} ${header.frame}`;
    if (seen.has(key)) copies.push(header);
    return !seen.has(key) && seen.add(key);
  });
  if (copies.length > 0) warnings.push(`${copies.length} copies of images were left out: ${sliceNames(copies)}.`);

  const localisers = unique.filter(({ imageType }) => imageType.includes("LOCALIZER"));
  if (localisers.length === 0 || localisers.length === unique.length) return { headers: unique, warnings };
  warnings.push(`${localisers.length} localisers were left out: ${sliceNames(localisers)}.`);
  return { headers: unique.filter((header) => !localisers.includes(header)), warnings };
}

function seriesList(headers: readonly SliceHeader[]): string {
  const counts = new Map<string, { readonly description: string | undefined; count: number }>();
  for (const { seriesUid, seriesDescription } of headers) {
    const known = counts.get(seriesUid);
    if (known === undefined) counts.set(seriesUid, { description: seriesDescription, count: 1 });
    else known.count++;
  }
  const MOST = 10;
  const lines = Array.from(
    counts,
    ([uid, { description, count }]) =>
      `${uid} (${description === undefined ? "no description" : quoted(description)}, ${count} images)`,
  );
  return lines.length > MOST ? `${lines.slice(0, MOST).join("; ")} and ${lines.length - MOST} more` : lines.join("; ");
}
