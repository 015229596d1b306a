import type { PooledMetrics } from "../evaluation-types.ts";

/** The 95 % interval of an AUC that a reader is shown: where patients have several cases, the one that lets these be alike. */
export function areaInterval({
  clustered,
  ci95,
}: Pick<PooledMetrics, "clustered" | "ci95">): readonly [number, number] | null {
  return clustered?.ci95 ?? ci95;
}

/** How such intervals came about, in words. */
export function areaMethod(areas: readonly Pick<PooledMetrics, "clustered">[]): string {
  return areas.some(({ clustered }) => clustered)
    ? "DeLong with the patient as unit (Obuchowski 1997) for the AUC, as patients have several cases,"
    : "DeLong for the AUC";
}
