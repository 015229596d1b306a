import * as fc from "fast-check";
import { describe, test } from "vitest";
import { loadOnnxRuntime } from "../node/index.ts";
import { checkSample } from "./check-sample.ts";
import { operationCases } from "./operation-cases.ts";

const runtime = await loadOnnxRuntime();

describe("operations and their gradients on onnxruntime-node", () => {
  test.each(operationCases)("$name", async ({ samples }) => {
    await fc.assert(
      fc.asyncProperty(samples, (sample) => checkSample(sample, runtime)),
      { numRuns: 25 },
    );
  });
});
