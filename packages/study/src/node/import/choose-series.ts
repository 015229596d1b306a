import type { ScannedSeries } from "./scan.ts";

/** How the CT of a study is chosen. */
export interface SeriesRules {
  /** Slices up to this thickness and distance are thin, mm. Default: 2. */
  readonly thinMm: number;
  /** Shorter series are localisers, bolus tracking or parts. Default: 10. */
  readonly leastImages: number;
}

export const defaultSeriesRules: SeriesRules = { thinMm: 2, leastImages: 10 };

/** The series of a study that are imported, and why the others are not. */
export interface SeriesChoice {
  readonly chosen: readonly { readonly series: ScannedSeries; readonly note: string }[];
  readonly left: readonly { readonly series: ScannedSeries; readonly reason: string }[];
}

/**
 * Chooses among the series of one study: the CT that a mask was drawn on (each such CT); without a mask the thinnest original CT, at
 * equal thickness the one with more images, then the one with the lower series number.
 *
 * @param drawnOn - UIDs of the series with a mask. Such a series is taken even if it is derived.
 */
export function chooseSeries(
  series: readonly ScannedSeries[],
  drawnOn: ReadonlySet<string>,
  rules: SeriesRules = defaultSeriesRules,
): SeriesChoice {
  const left: { series: ScannedSeries; reason: string }[] = [];
  const usable = series.filter((one) => {
    const reason = unfit(one, drawnOn.has(one.uid), rules);
    if (reason !== undefined) left.push({ series: one, reason });
    return reason === undefined;
  });
  const ranked = usable.toSorted(byThickness);
  const withMask = ranked.filter(({ uid }) => drawnOn.has(uid));
  const taken = withMask.length > 0 ? withMask : ranked.slice(0, 1);
  for (const one of ranked.slice(0)) {
    if (taken.includes(one)) continue;
    left.push({
      series: one,
      reason: withMask.length > 0 ? "a mask was drawn on another series of the study" : worseThan(one, taken[0]!),
    });
  }
  return {
    chosen: taken.map((one) => ({ series: one, note: noteOf(one, withMask.length > 0, ranked.length, rules) })),
    left,
  };
}

function unfit(series: ScannedSeries, hasMask: boolean, { leastImages }: SeriesRules): string | undefined {
  const { isCt, modality, image, images } = series;
  if (!isCt)
    return modality === "SR"
      ? "a report"
      : `no CT image (${/^[A-Z]{2,16}$/.test(modality) ? modality : "unknown modality"})`;
  if (image.role === "localiser") return "a localiser";
  if (image.role === "screen") return "a copy of a screen or a report";
  if (image.burnedIn) return "writing is burned into its pixels";
  if (image.role === "derived" && !hasMask) return "derived from another series";
  if (images < leastImages && !hasMask) return `fewer than ${leastImages} images`;
  return undefined;
}

function byThickness(a: ScannedSeries, b: ScannedSeries): number {
  const thickness = (a.sliceMm ?? Infinity) - (b.sliceMm ?? Infinity);
  // Thickness and distance of the same protocol differ in the last digits.
  if (!(Math.abs(thickness) < 0.01) && !Number.isNaN(thickness)) return thickness;
  return b.images - a.images || a.image.seriesNumber - b.image.seriesNumber || (a.uid < b.uid ? -1 : 1);
}

function worseThan(series: ScannedSeries, chosen: ScannedSeries): string {
  const difference = (series.sliceMm ?? Infinity) - (chosen.sliceMm ?? Infinity);
  if (difference >= 0.01) return `${mm(series.sliceMm)} slices; another series has ${mm(chosen.sliceMm)}`;
  if (series.images < chosen.images)
    return `as thin as another series, with ${series.images} images instead of ${chosen.images}`;
  return "as thin and as long as another series, with a later series number";
}

function noteOf({ sliceMm, image }: ScannedSeries, hasMask: boolean, usable: number, { thinMm }: SeriesRules): string {
  const notes = [];
  if (!(sliceMm !== undefined && sliceMm <= thinMm))
    notes.push(`${hasMask ? "" : "thinnest there is: "}${mm(sliceMm)} slices, more than ${thinMm} mm`);
  if (image.role === "derived") notes.push("derived from another series");
  if (!hasMask && usable > 1) notes.push(`chosen from ${usable} series`);
  return notes.join("; ");
}

function mm(value: number | undefined): string {
  return value === undefined ? "unknown" : `${Number(value.toFixed(3))} mm`;
}
