import { randomStream } from "@hilum/numeric";
import { developPart } from "./cohort.ts";
import type { Case } from "./cohort.ts";

/** The cases with the labels of the developing ones in random order: whatever a model then finds, it finds by chance. */
export function permutedLabels(cases: readonly Case[], seed: number, permutation: number): Case[] {
  const developing = cases.filter((item) => item.part === developPart).map(({ label }) => label);
  const labels = randomStream(seed, "permuted labels", permutation).shuffled(developing).values();
  return cases.map((item) =>
    item.part === developPart ? { ...item, label: labels.next().value ?? item.label } : item,
  );
}
