import type { ImportState } from "./import-state.ts";

/** New names of patients and centres; numbers that were given stay. */
export const patientName = (number: number): string => `P${String(number).padStart(4, "0")}`;
export const centreName = (number: number): string => `centre-${number}`;

/**
 * Numbers those that have none yet, after the highest one given: in order of their hashes, which says nothing about names or dates.
 *
 * @param numbers - by hash; new ones are added.
 */
export function numberNewcomers(numbers: Record<string, number>, hashes: Iterable<string>): void {
  let last = Math.max(0, ...Object.values(numbers));
  for (const hash of [...new Set(hashes)].sort()) numbers[hash] ??= ++last;
}

/** The case of a region, or of a series without a mask; undefined where there is none yet. */
export function caseOf(state: ImportState, series: string, mask = "", region = 0): string | undefined {
  return Object.entries(state.cases).find(
    ([, one]) => one.series === series && one.mask === mask && one.region === region,
  )?.[0];
}

/** P0001 for the first case of a patient, then P0001-2, P0001-3 … */
export function nextCase(state: ImportState, patient: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? patient : `${patient}-${n}`;
    if (!(id in state.cases)) return id;
  }
}
