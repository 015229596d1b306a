/**
 * A message without anything of a patient, whatever reader of files wrote it: UIDs, quoted texts (names of regions and the like) and texts
 * that identify are blanked.
 *
 * @param identifiers - texts that identify, in lower case.
 * @param harmless - quoted texts that may stay.
 */
export function discreet(
  message: string,
  {
    identifiers = [],
    harmless = [],
  }: { readonly identifiers?: readonly string[]; readonly harmless?: readonly string[] } = {},
): string {
  const text = message
    .replace(/"([^"]*)"/g, (quoted, inside: string) =>
      inside === "DICM" || harmless.includes(inside) ? quoted : '"..."',
    )
    .replace(/\b[012](\.\d+){2,}/g, "(UID)");
  const words = identifiers.filter((word) => word.length >= 3).toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return text;
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])(${pattern})(?![\\p{L}\\p{N}])`, "giu"), "(removed)");
}
