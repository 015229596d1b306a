/** A region of interest of a structure set, or a segment of a segmentation. */
export interface NamedRegion {
  readonly number: number;
  readonly name: string;
}

/** The regions that become masks, or why none does. */
export type RegionChoice = { readonly regions: readonly NamedRegion[] } | { readonly reason: string };

/** How people name the lesion (gross tumour volume), as a word of the name. */
const lesion = /(^|[^a-z])(i?gtv[a-z]?|tumou?r|nodul[eo]?s?|lesion|mass)([^a-z]|$)/i;

/**
 * The regions that are asked for; without a wish the only region, or the only one with a lesion's name.
 *
 * @param wanted - names, in which * stands for any letters, or numbers ("ROI 2"); the case of letters does not count.
 */
export function chooseRegions(regions: readonly NamedRegion[], wanted: readonly string[]): RegionChoice {
  if (regions.length === 0) return { reason: "it holds no region with an outline" };
  if (wanted.length > 0) {
    const found = regions.filter((region) => wanted.some((pattern) => matches(region, pattern)));
    return found.length > 0
      ? { regions: found }
      : { reason: `none of its ${regions.length} regions is one that --roi names` };
  }
  if (regions.length === 1) return { regions };
  const lesions = regions.filter(({ name }) => lesion.test(name));
  if (lesions.length === 1) return { regions: lesions };
  return {
    reason: `it holds ${regions.length} regions, ${lesions.length === 0 ? "none" : lesions.length} with a lesion's name; say which with --roi`,
  };
}

function matches({ name, number }: NamedRegion, pattern: string): boolean {
  const folded = (text: string) => text.trim().toLowerCase();
  if (folded(pattern) === `roi ${number}`) return true;
  const parts = folded(pattern).split("*");
  const text = folded(name);
  if (parts.length === 1) return text === parts[0];
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (!text.startsWith(first) || !text.slice(first.length).endsWith(last)) return false;
  // The parts between must follow each other; taking the earliest place of each is enough.
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
