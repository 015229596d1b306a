import { adam, adamw } from "../optimisers/adam.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import { sgd } from "../optimisers/sgd.ts";

/** An optimiser of a reference file, with its learning rate. */
export interface NamedOptimiser {
  readonly optimiser: Optimiser;
  readonly rate: number;
}

/** How many numbers follow each word. */
const words: Readonly<Record<string, number>> = { lr: 1, betas: 2, eps: 1, weightDecay: 1, momentum: 1, nesterov: 0 };

/**
 * Reads a name such as "adam lr 1e-3 betas 0.9 0.99 weightDecay 1e-2 (added to the gradient)". What stands in brackets is a remark.
 *
 * @returns why it cannot be read, if it cannot.
 */
export function parseOptimiser(name: string): NamedOptimiser | string {
  const [kind = "", ...rest] = name
    .replaceAll(/\(.*?\)/g, " ")
    .trim()
    .split(/\s+/);
  const make = makers[kind.toLowerCase()];
  if (!make) return `the optimiser ${kind} is not implemented; ${Object.keys(makers).join(", ")} are`;
  const settings = new Map<string, number[]>();
  while (rest.length > 0) {
    const word = rest.shift() ?? "";
    const count = words[word];
    if (count === undefined) return `the setting ${word} of an optimiser is not known`;
    const numbers = rest.splice(0, count).map(Number);
    if (numbers.length < count || numbers.some(Number.isNaN)) return `${word} needs ${count} numbers in "${name}"`;
    settings.set(word, numbers);
  }
  const rate = settings.get("lr")?.[0];
  return rate === undefined ? `no learning rate (lr) stands in "${name}"` : { optimiser: make(settings), rate };
}

type Settings = ReadonlyMap<string, readonly number[]>;

const makers: Readonly<Record<string, (settings: Settings) => Optimiser>> = {
  // Unnamed betas are the study's.
  adam: (settings) => adam({ betas: [0.9, 0.99], ...momentsOf(settings) }),
  adamw: (settings) => adamw(momentsOf(settings)),
  sgd: (settings) =>
    sgd({
      momentum: settings.get("momentum")?.[0] ?? 0,
      nesterov: settings.has("nesterov"),
      weightDecay: settings.get("weightDecay")?.[0] ?? 0,
    }),
};

function momentsOf(settings: Settings) {
  const betas = settings.get("betas");
  const [epsilon, weightDecay] = ["eps", "weightDecay"].map((word) => settings.get(word)?.[0]);
  return {
    ...(betas && { betas: [betas[0], betas[1]] as const }),
    ...(epsilon !== undefined && { epsilon }),
    ...(weightDecay !== undefined && { weightDecay }),
  };
}
