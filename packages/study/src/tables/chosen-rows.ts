import type { FitResults } from "../fit-results.ts";

/** What the fits chose by themselves: tuned values and the weights of fusions; model, seed, fit, what, value. */
export function chosenRows(results: FitResults): (string | number)[][] {
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
    return rule.weights.map((weight, part) => [model, seed, fit, `weight of ${rule.parts[part]}`, weight]);
  });
}
