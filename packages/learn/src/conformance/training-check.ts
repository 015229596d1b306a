import type { NetworkReference } from "./network-reference.ts";
import type { NetworkForm } from "./reference-network.ts";
import type { Tolerances } from "./tolerances.ts";

/** A network's reference with what is compared at which tolerance. */
export interface TrainingCheck {
  readonly form: NetworkForm;
  readonly reference: NetworkReference;
  readonly tolerances: Tolerances;
}
