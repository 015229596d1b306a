import { JsonReader } from "./json-reader.ts";
import { readClassifier, readTransform } from "./known-steps.ts";
import type { ClassifierState, TransformState } from "./known-steps.ts";
import { LearnError } from "../learn-error.ts";

/** Everything a fitted pipeline is: plain JSON, keys in this order, numbers in their shortest exact form. */
export interface FittedPipelineJson {
  readonly format: "hilum-tabular-pipeline";
  readonly version: 1;
  readonly training: { readonly rows: number; readonly positives: number; readonly columns: number };
  /** In the order of their application, reduced to the columns of the model. */
  readonly transforms: readonly TransformState[];
  readonly model: ClassifierState;
  /** Mean of the model's columns over the training rows, after the transforms: what contributions compare with. */
  readonly reference: readonly number[];
}

/**
 * Checks JSON of unknown origin and returns it as a pipeline's numbers.
 *
 * @throws LearnError `bad-model` names the place that is wrong.
 */
export function readPipelineJson(value: unknown): FittedPipelineJson {
  const json = new JsonReader(value, "model");
  const format = json.key("format").oneOf(["hilum-tabular-pipeline"]);
  if (json.key("version").integer(1) > 1) {
    throw new LearnError("bad-model", "The model was written by a newer Hilum. Update Hilum to read it.");
  }
  const model = readClassifier(json.key("model"));
  const transforms = json.key("transforms").list().map(readTransform);
  for (const { step, columns } of transforms) {
    if (columns.length !== model.columns.length || columns.some((column, at) => column !== model.columns[at])) {
      throw new LearnError(
        "bad-model",
        `The step ${step} is for ${columns.length} columns and the model for ${model.columns.length}, or their names ` +
          "or order differ. The file is damaged; fit and save the model again.",
      );
    }
  }
  const training = json.key("training");
  const rows = training.key("rows").integer(2);
  return {
    format,
    version: 1,
    training: {
      rows,
      positives: training.key("positives").integer(1, rows),
      columns: training.key("columns").integer(1),
    },
    transforms,
    model,
    reference: json.key("reference").numbers(model.columns.length),
  };
}
