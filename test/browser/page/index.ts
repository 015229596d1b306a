/** What the tests call inside the page. */
import * as fc from "fast-check";
import * as ort from "onnxruntime-web/wasm";
import type { OnnxRuntime } from "@hilum/graph";
import { checkSample } from "../../../packages/graph/src/test/check-sample.ts";
import { operationCases } from "../../../packages/graph/src/test/operation-cases.ts";
import { type Learned, learnALittle } from "./learn-a-little.ts";

const runtime = ort as OnnxRuntime;

export function useThreads(count: number): void {
  ort.env.wasm.numThreads = count;
  ort.env.wasm.wasmPaths = "/ort/";
}

/** The logits of a saved network for each of the images, both fetched from the test's server. */
export async function predict(model: string, images: string, shape: readonly number[]): Promise<number[][]> {
  const bytes = async (path: string) => (await fetch(path)).arrayBuffer();
  const session = await ort.InferenceSession.create(await bytes(model));
  const voxels = new Float32Array(await bytes(images));
  const size = shape.reduce((a, b) => a * b);
  const logits: number[][] = [];
  for (let start = 0; start < voxels.length; start += size) {
    const image = new ort.Tensor("float32", voxels.subarray(start, start + size), shape);
    const found = await session.run({ image }, ["logits"]);
    logits.push(Array.from(found["logits"].data, Number));
  }
  return logits;
}

export const learn = (threads: number): Promise<Learned> => learnALittle(runtime, threads);

/** Names of all operations of the suite. */
export const operationNames = (): string[] => operationCases.map(({ name }) => name);

/** Runs random samples of one operation against its float64 oracle and its gradients against finite differences. */
export async function checkOperation(name: string, runs: number, seed: number): Promise<void> {
  const { samples } = operationCases.find((row) => row.name === name)!;
  await fc.assert(
    fc.asyncProperty(samples, (sample) => checkSample(sample, runtime)),
    { seed, numRuns: runs, includeErrorInReport: true },
  );
}

/** `exp` against the oracle of `neg`: what must be found out. */
export async function checkWrongOperation(): Promise<void> {
  const [wrong, right] = ["neg", "exp"].map((name) => operationCases.find((row) => row.name === name)!.samples);
  await fc.assert(
    fc.asyncProperty(right, wrong, (sample, { plain }) => checkSample({ ...sample, plain }, runtime)),
    { seed: 5, numRuns: 3, includeErrorInReport: true },
  );
}

export { measureFetched } from "./measure-lesion.ts";
export { readDicom } from "./read-dicom.ts";
