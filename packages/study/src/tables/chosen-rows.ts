import { isCombined } from "../study-file/model-schema.ts";
import type { ModelSettings } from "../study-file/model-schema.ts";
import type { FitResults } from "../fit-results.ts";

/** What the fits chose by themselves: tuned values and the shares of parts in fusions; model, seed, fit, what, value. */
export function chosenRows(results: FitResults, models: readonly ModelSettings[]): (string | number)[][] {
  return [...results].flatMap(([key, result]) => {
    const [model, seed, fit]: [string, number, string] = JSON.parse(key);
    if ("pipeline" in result) {
      return Object.entries(result.chosen ?? {}).map(([what, value]) => [model, seed, fit, what, value]);
    }
    if ("network" in result) {
      const { chosenEpoch } = result.network;
      return chosenEpoch ? [[model, seed, fit, "epoch", chosenEpoch.epoch]] : [];
    }
    const { rule } = result;
    if (rule.by === "mean") return [];
    const combined = models.filter(isCombined).find(({ name }) => name === model);
    return rule.shares.map((share, part) => [model, seed, fit, `share of ${combined?.of[part]}`, share]);
  });
}
