import type { Progress } from "../progress.ts";

/** Warns of hospitals among the cases of which the model has seen no case. */
export function warnOfStrangeCentres(
  cases: readonly { readonly centre?: string | undefined }[],
  known: Readonly<Record<string, unknown>>,
  progress: Progress,
): void {
  const strange = [...new Set(cases.flatMap(({ centre }) => centre || []))].filter(
    (centre) => !Object.hasOwn(known, centre),
  );
  if (strange.length > 0) {
    progress.warn(`No training case came from ${strange.join(", ")}; the risk may be less reliable there.`);
  }
}
