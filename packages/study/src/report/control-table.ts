import type { ControlSummary } from "../control-results.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { auc, integer } from "./number-text.ts";
import { htmlTable } from "./page.ts";
import type { Row } from "./page.ts";

/** The negative controls of a study: what its models reach where nothing, or less, can be learnt. */
export function controlTable(controls: readonly ControlSummary[]): Markup {
  const rows = [...new Set(controls.map(({ control }) => control))].flatMap((control): Row[] => [
    { group: control },
    ...controls
      .filter((one) => one.control === control)
      .map(({ model, set, repetitions, mean, lowest, highest }): Row => [
        model,
        set,
        integer(repetitions),
        auc(mean),
        `${auc(lowest)} to ${auc(highest)}`,
      ]),
  ]);
  return markup`${htmlTable(
    [
      { name: "Model" },
      { name: "Set" },
      { name: "Repetitions", number: true },
      { name: "Mean AUC", number: true },
      { name: "Range", number: true },
    ],
    rows,
  )}
<p class="note">Permuted labels: the models were fitted to the developing cases with their labels in random order and judged by those labels in the folds, by the true ones in the tests; a mean far from 0.5 would mean a leak. Shuffled voxels: images with the voxels inside the mask in random order; what is left comes from size, shape and the distribution of intensities.</p>`;
}
