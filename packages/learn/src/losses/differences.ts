import { abs, mean, square, sub, type Value } from "@hilum/graph";
import { LearnError } from "../learn-error.ts";

/** Mean of |x − y|; its gradient is 0 where they are equal. */
export function l1(x: Value, y: Value): Value {
  return mean(abs(difference("l1", x, y)));
}

/** Mean of (x − y)². */
export function mse(x: Value, y: Value): Value {
  return mean(square(difference("mse", x, y)));
}

/** Broadcasting would silently average over pairs that nobody meant. */
function difference(loss: string, x: Value, y: Value): Value {
  if (x.shape.join() !== y.shape.join()) {
    throw new LearnError(
      "bad-shape",
      `${loss} compares tensors of one shape; given were [${x.shape.join(", ")}] and [${y.shape.join(", ")}].`,
    );
  }
  return sub(x, y);
}
