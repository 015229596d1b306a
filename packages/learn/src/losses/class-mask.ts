import { equal, reshape, type Value } from "@hilum/graph";
import { LearnError } from "../learn-error.ts";

/**
 * Where each class is the label: bool [n, classes, …spatial] from int64 labels [n, …spatial].
 *
 * @throws LearnError `bad-labels` if the labels are not int64 or their shape does not fit that of the logits.
 */
export function classMask(labels: Value, logits: Value): Value {
  const [n, classes, ...spatial] = logits.shape;
  if (labels.dtype !== "int64" || labels.shape.join() !== [n, ...spatial].join()) {
    throw new LearnError(
      "bad-labels",
      `Labels must be int64 [${[n, ...spatial].join(", ")}] for logits [${logits.shape.join(", ")}]; given was ${labels.dtype} [${labels.shape.join(", ")}].`,
    );
  }
  const known = logits.graph.constant("int64", [1, classes, ...spatial.map(() => 1)], [...Array(classes).keys()]);
  return equal(reshape(labels, [n, 1, ...spatial]), known);
}
