import * as fc from "fast-check";
import * as web from "onnxruntime-web";
import { describe, test } from "vitest";
import type { OnnxRuntime } from "../index.ts";
import { checkSample } from "./check-sample.ts";
import { operationCases } from "./operation-cases.ts";

// WebAssembly as browsers run it, without workers; the files come from the package, not from a network.
web.env.wasm.numThreads = 1;
const runtime = web as OnnxRuntime;

describe("operations and their gradients on onnxruntime-web (wasm)", () => {
  test.each(operationCases)("$name", async ({ samples }) => {
    await fc.assert(
      fc.asyncProperty(samples, (sample) => checkSample(sample, runtime)),
      { numRuns: 8 },
    );
  });
});
