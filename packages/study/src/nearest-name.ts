import { distance } from "fastest-levenshtein";

/**
 * The known name that a misspelt one most likely means, or undefined if none is near.
 *
 * Near: at most two edits, or a third of the longer name, ignoring case.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestEdits = Infinity;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < bestEdits) {
      bestEdits = edits;
      best = candidate;
    }
  }
  const limit = best === undefined ? 0 : Math.max(2, Math.floor(Math.max(name.length, best.length) / 3));
  return bestEdits <= limit && best !== undefined && bestEdits < best.length ? best : undefined;
}

/** `Did you mean "x"?`, or the list of what there is. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? "" : `Known: ${known.slice(0, 30).join(", ")}${known.length > 30 ? ", ..." : ""}.`;
}
