import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compile, exp, Graph, relu, sum } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { describe, expect, test } from "vitest";
import { profiling } from "../benchmarks/ours/profiling.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** Calls a benchmark as a user at a shell does; the tests' own node options are not the user's. */
function bench(...args: readonly string[]) {
  const env = { ...process.env, NODE_OPTIONS: "" };
  return spawnSync("npm", ["run", "-s", "bench", "--", ...args], { cwd: repository, env, encoding: "utf8" });
}

const tiny = ["--size", "16", "--batch", "2", "--repeat", "1", "--rounds", "1", "--peer", "none"];

describe("npm run bench", { timeout: 120_000 }, () => {
  test("train-step prints one line of JSON with seconds and peak memory", () => {
    const { status, stdout } = bench("train-step", ...tiny, "--json");
    expect(status).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ name: "train-step", unit: "s", settings: { network: "resnet18", size: 16 } });
    expect(report.ours.min).toBeGreaterThan(0);
    expect(report.ours.median).toBeGreaterThanOrEqual(report.ours.min);
    // 34 million parameters, their gradients and the two moments of Adam alone, float32.
    expect(report.peakMiB).toBeGreaterThan(500);
    expect(Object.keys(report)).not.toContain("peer");
  });

  test("predict prints the seconds of a prediction and of building its session", () => {
    const { status, stdout } = bench("predict", ...tiny, "--json");
    expect(status).toBe(0);
    const { name, ours } = JSON.parse(stdout);
    expect([name, ours.min > 0, ours.buildSeconds > 0]).toEqual(["predict", true, true]);
  });

  test("features of a nodule in a whole CT leave the CT alone: no copy of it is made", () => {
    const { status, stdout } = bench("features", "--voi", "whole-ct", "--preset", "107", "--repeat", "1", "--json");
    expect(status).toBe(0);
    const { name, featureCount, voxelCount, cpuSeconds, peakMiB } = JSON.parse(stdout);
    expect({ name, featureCount, voxelCount }).toEqual({ name: "features", featureCount: 107, voxelCount: 4179 });
    expect(cpuSeconds).toBeGreaterThan(0);
    // Image and mask have 300 MiB; the image in double precision would have 800 more.
    expect(peakMiB).toBeLessThan(900);
  });

  test.each([
    [["train"], "train-step, predict"],
    [["train-step", "--network", "vgg"], "resnet18, resnet34"],
    [["predict", "--size", "0"], "whole number"],
    [["predict", "--network", "swin", "--stem-stride", "2"], "choice of ResNet"],
    [["features", "--voi", "lung"], "sphere20, 16446"],
  ])("%j ends with 2 and says what there is", (args, hint) => {
    const { status, stdout, stderr } = bench(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(hint);
  });
});

test("a profile counts the kernels of the last step", async () => {
  const { runtime, finish } = profiling(await loadOnnxRuntime(), temporaryFolder());
  const graph = new Graph();
  const x = graph.input("x", "float32", [1000]);
  const program = await compile(graph, { runtime, outputs: { total: sum(exp(relu(exp(x)))) } });
  // Five steps of two runs each.
  for (let run = 0; run < 10; run++) await program.run({ x: new Float32Array(1000).fill(0.5) });
  const [{ runs, operators }, ...others] = finish(5);
  await program.release();
  expect([runs, others]).toEqual([2, []]);
  expect(Object.fromEntries(operators.map(({ operator, count }) => [operator, count]))).toEqual({
    Exp: 4,
    Relu: 2,
    ReduceSum: 2,
  });
  expect(operators.every(({ seconds }) => seconds >= 0 && seconds < 1)).toBe(true);
});
