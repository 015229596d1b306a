import { developPart } from "../cohort.ts";
import type { Case } from "../cohort.ts";
import type { ModelBundle } from "./bundle.ts";

/** Whom a saved model was fitted on, in numbers: the developing cases by centre. */
export function trainingFacts(cases: readonly Case[]): ModelBundle["training"] {
  const training = cases.filter((item) => item.part === developPart);
  // A map, not an object: a centre may be named like a property that every object has.
  const centres = new Map<string, { cases: number; positives: number }>();
  for (const { centre, label } of training.toSorted((a, b) => (a.centre < b.centre ? -1 : 1))) {
    const before = centres.get(centre) ?? { cases: 0, positives: 0 };
    centres.set(centre, { cases: before.cases + 1, positives: before.positives + label });
  }
  return {
    cases: training.length,
    positives: training.filter((item) => item.label === 1).length,
    patients: new Set(training.map((item) => item.patient)).size,
    centres: Object.fromEntries(centres),
  };
}
