import { fitsOf } from "../../protocol.ts";
import type { Fit } from "../../protocol.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import type { Study } from "../../study-file/study-file.ts";
import { networkCost, secondsPerGmac } from "./network-cost.ts";

/** Rough time of all trainings of a study on this machine, as many side by side as their threads allow. */
export async function trainingSeconds(study: Study, fits: readonly Fit[], parallel: number): Promise<number> {
  const networks = study.models.filter(isNetwork);
  if (networks.length === 0) return 0;
  const threads = Math.max(...networks.map(({ training }) => training.threads));
  const pace = { seeds: study.seeds.length, secondsPerGmac: await secondsPerGmac(threads) };
  const costs = networks.map((model) => networkCost(model, fitsOf(model, fits, study.models), pace));
  return costs.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, Math.floor(parallel / threads));
}
