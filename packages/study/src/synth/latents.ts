import type { RandomStream } from "@hilum/numeric";

/** The latents in the order in which they are drawn and written. */
export const latentNames = [
  "spiculation",
  "heterogeneity",
  "attenuation",
  "size",
  "halo",
  "convergence",
  "strands",
  "pleura",
] as const;

export type LatentName = (typeof latentNames)[number];
export type Latents = Readonly<Record<LatentName, number>>;
type Part = "inside" | "surroundings";

/**
 * What decides the label. Each latent is standard normal and independent of all others; `coefficient` is the change of
 * the log odds of pN+ for one standard deviation. `drawn` says where a reader of the image finds it.
 */
export const latentTable: Readonly<Record<LatentName, { part: Part; coefficient: number; drawn: string }>> = {
  spiculation: { part: "inside", coefficient: 0.87, drawn: "length of the spicules of the mask's surface" },
  heterogeneity: { part: "inside", coefficient: 0.72, drawn: "amplitude of the nodule's inner texture" },
  attenuation: { part: "inside", coefficient: 0.72, drawn: "consolidation-to-tumour ratio, then HU of the solid part" },
  size: { part: "inside", coefficient: 0.55, drawn: "diameter of the nodule" },
  halo: { part: "surroundings", coefficient: 0.95, drawn: "ground glass around the mask" },
  convergence: { part: "surroundings", coefficient: 0.75, drawn: "vessels running into the nodule" },
  strands: { part: "surroundings", coefficient: 0.6, drawn: "lymphangitic strands leaving the nodule" },
  pleura: { part: "surroundings", coefficient: 0.55, drawn: "nearness of the pleura" },
};

/** One draw of all latents. */
export function drawLatents(random: RandomStream): Latents {
  return {
    spiculation: random.normal(),
    heterogeneity: random.normal(),
    attenuation: random.normal(),
    size: random.normal(),
    halo: random.normal(),
    convergence: random.normal(),
    strands: random.normal(),
    pleura: random.normal(),
  };
}

/** Probabilities of pN+ that nobody can better: given all that is drawn, the inside alone, the surroundings alone. */
export interface TrueProbabilities {
  readonly probability: number;
  readonly probabilityInside: number;
  readonly probabilitySurroundings: number;
}

/** The law of the label in a cohort. */
export interface LabelModel {
  /** Log odds at latents of zero in a centre without an effect of its own. */
  readonly intercept: number;
  /** Share of the surroundings' effect (its standard deviation) that the image shows. */
  readonly surroundings: number;
}

/** The label's law with the intercept that gives the wanted prevalence. */
export function labelModel(options: { readonly prevalence: number; readonly surroundings: number }): LabelModel {
  const spread = Math.hypot(spreadOf("inside"), spreadOf("surroundings"));
  let low = -20;
  let high = 20;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (expectedProbability(middle, spread) < options.prevalence) low = middle;
    else high = middle;
  }
  return { intercept: (low + high) / 2, surroundings: options.surroundings };
}

/**
 * The true probabilities of a case.
 *
 * logit P = intercept + centre + inside + s * surroundings + sqrt(1 - s^2) * hidden, where `hidden` is distributed like
 * the surroundings' part but drawn nowhere. So the inside says the same whatever s is, and so does the prevalence; at
 * s = 0 the surroundings say nothing. What is not given is averaged over.
 *
 * @param centreLogOdds - the centre's own effect; all three probabilities know the centre.
 */
export function trueProbabilities(model: LabelModel, latents: Latents, centreLogOdds: number): TrueProbabilities {
  const base = model.intercept + centreLogOdds;
  const inside = sumOf("inside", latents);
  const shown = model.surroundings * sumOf("surroundings", latents);
  const hiddenSpread = Math.sqrt(1 - model.surroundings ** 2) * spreadOf("surroundings");
  return {
    probability: expectedProbability(base + inside + shown, hiddenSpread),
    probabilityInside: expectedProbability(base + inside, spreadOf("surroundings")),
    probabilitySurroundings: expectedProbability(base + shown, Math.hypot(spreadOf("inside"), hiddenSpread)),
  };
}

/** Mean of the logistic function over a normal logit; trapezoids over 8 standard deviations each way. */
export function expectedProbability(mean: number, spread: number): number {
  if (spread === 0) return logistic(mean);
  const steps = 128;
  let sum = 0;
  let total = 0;
  for (let step = 0; step <= steps; step++) {
    const z = -8 + (16 * step) / steps;
    const density = Math.exp((-z * z) / 2);
    sum += density * logistic(mean + spread * z);
    total += density;
  }
  return sum / total;
}

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));

function sumOf(part: Part, latents: Latents): number {
  let sum = 0;
  for (const name of latentNames) {
    if (latentTable[name].part === part) sum += latentTable[name].coefficient * latents[name];
  }
  return sum;
}

function spreadOf(part: Part): number {
  return Math.hypot(
    ...latentNames.map((name) => (latentTable[name].part === part ? latentTable[name].coefficient : 0)),
  );
}
