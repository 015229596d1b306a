import { expect, test } from "vitest";
import * as weights from "./index.ts";

test("the public names", () => {
  expect(Object.keys(weights).sort()).toEqual([
    "NetworkError",
    "describeValue",
    "readCheckpoint",
    "readSafetensors",
    "readWeights",
    "stateDict",
    "writeSafetensors",
  ]);
});
