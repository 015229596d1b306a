/** Times our prediction in a process of its own; `benchmarks/predict.ts` starts it with its settings as one JSON argument. */
import { loadOnnxRuntime } from "@hilum/graph/node";
import { exportOnnx } from "@hilum/networks";
import { benchmarkNetwork, filledInputs, filledVariables, type NetworkSettings } from "./networks.ts";
import { timed } from "./timed.ts";

export interface PredictSettings extends NetworkSettings {
  readonly threads: number;
  readonly repeat: number;
}

async function measure(settings: PredictSettings) {
  const { graph, output } = benchmarkNetwork(settings, "eval");
  const variables = filledVariables(graph);
  const inputs = filledInputs(settings);
  // What a user runs: the exported file, weights inside, so that ONNX Runtime can fold batch norms into convolutions.
  const start = performance.now();
  const runtime = await loadOnnxRuntime();
  const session = await runtime.InferenceSession.create(exportOnnx(graph, { logits: output.logits }, variables), {
    executionProviders: ["cpu"],
    intraOpNumThreads: settings.threads,
    graphOptimizationLevel: "all",
  });
  const buildSeconds = (performance.now() - start) / 1000;
  const feeds = {
    image: new runtime.Tensor("float32", inputs.image, graph.inputs.get("image")!.shape),
    radiomics: new runtime.Tensor("float32", inputs.radiomics, graph.inputs.get("radiomics")!.shape),
  };
  const { last, ...times } = await timed(settings.repeat, () => session.run(feeds, { logits: null }));
  await session.release();
  const logits = last["logits"].data;
  if (!(logits instanceof Float32Array)) throw new TypeError("The exported network gave no float32 logits.");
  return { ...times, buildSeconds, logits: [...logits] };
}

const settings: PredictSettings = JSON.parse(process.argv[2]);
process.stdout.write(`${JSON.stringify(await measure(settings))}\n`);
