import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { Variables } from "@hilum/graph";
import { filledParameter } from "@hilum/graph/conformance";
import { buildNetwork, exportNetwork, type NetworkSpec } from "@hilum/networks";
import { readWeights, type Weights } from "@hilum/networks/weights";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const checkpoints = join(data, "..", "reference", "checkpoints");
const haveCheckpoints = existsSync(checkpoints);
const skipped = haveCheckpoints ? "" : " (skipped: HILUM_DATA not found)";

const cwd = temporaryFolder();
const published = (name: string): string => join(checkpoints, name);
const narrow = { fusion: "concat", size: [32, 32, 32], projection: [8, 4] } as const;
const networks: Readonly<Record<string, NetworkSpec>> = {
  "resnet18.json": { backbone: "resnet18", options: { planes: [4, 6, 8, 12] }, ...narrow },
  "medicalnet18.json": {
    backbone: "resnet18",
    options: { planes: [4, 6, 8, 12], shortcut: "A", stemStride: 2 },
    ...narrow,
  },
  "swin.json": { backbone: "swin", options: { embedDim: 4, window: 3, heads: [1, 2, 4, 8] }, ...narrow },
};

beforeAll(() => {
  for (const [name, spec] of Object.entries(networks)) writeFileSync(join(cwd, name), JSON.stringify(spec));
  writeFileSync(join(cwd, "wrong.json"), '{ "backbone": "resnet18", "size": [32, 32, 32], "planes": [4, 6, 8, 12] }');
  writeFileSync(join(cwd, "no.json"), "{ backbone }");
  writeFileSync(join(cwd, "text.pt"), "nothing but this text");
  // A hole takes no room on the disk.
  writeFileSync(join(cwd, "absurd.pth"), "");
  truncateSync(join(cwd, "absurd.pth"), 2 ** 33);
  const variables = new Variables();
  const { graph } = buildNetwork(networks["resnet18.json"], "eval", 1);
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, filledParameter("file", name, variables.shapeOf(name)));
  writeFileSync(join(cwd, "network.onnx"), exportNetwork(networks["resnet18.json"], variables));
});

async function hilumWeights(...args: readonly string[]) {
  const { code, stdout, stderr } = await runHilum(["weights", ...args], { cwd });
  expectPlainMessage(stderr);
  return { code, stdout, stderr };
}

interface WeightsDocument {
  readonly tensors: readonly object[];
  readonly into: {
    readonly missing: readonly string[];
    readonly backbone: { readonly elementsLoaded: number; readonly elements: number };
  };
}

/** What a successful call with --json prints. */
async function documentOf(...args: readonly string[]): Promise<WeightsDocument> {
  const { code, stdout, stderr } = await hilumWeights(...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

const read = (name: string): Weights => readWeights(new Uint8Array(readFileSync(join(cwd, name))));

describe.skipIf(!haveCheckpoints)(`hilum weights with files of PyTorch${skipped}`, () => {
  test("shows format, tensors, totals and what else is in the file, long lists shortened", async () => {
    const file = published("medicalnet-resnet18-narrow.legacy.pth");
    const { code, stdout, stderr } = await hilumWeights(file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^medicalnet-resnet18-narrow\.legacy\.pth: PyTorch checkpoint \(legacy stream\), 129,296 bytes, 102 tensors/,
    );
    expect(stdout).toMatch(/\nconv1\.weight +float32 +\[4, 1, 7, 7, 7\] +1,372\n/);
    expect(stdout).toContain("… and 82 more (--all lists them)");
    expect(stdout).toContain("Also in the file: 'ecpoch' = 110.");
    expect(stdout).not.toContain("layer4.1.bn2.running_var");
    expect((await hilumWeights(file, "--all")).stdout).toContain("layer4.1.bn2.running_var");
  });

  test("--json lists every tensor", async () => {
    const found = await documentOf(published("swinvit-ssl-narrow.zip.pt"));
    expect(found).toMatchObject({ file: "swinvit-ssl-narrow.zip.pt", format: "pytorch-zip", bytes: 363_437 });
    expect(found.tensors).toHaveLength(134);
    expect(found.tensors).toContainEqual({
      name: "layers1.0.blocks.0.attn.relative_position_index",
      dtype: "int64",
      shape: [27, 27],
      elements: 729,
    });
  });

  test("--into shows what a network would load, and how it could load more", async () => {
    const file = published("medicalnet-resnet18-narrow.zip.pth");
    const { code, stdout } = await hilumWeights(file, "--into", "resnet18.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/into resnet18\.json, mode complete: [\d,]+ of [\d,]+ parameter elements loaded/);
    expect(stdout).toMatch(/not in the file \(27\): layer2\.0\.downsample\.0\.weight/);
    expect(stdout).toContain('shortcut: "A", stemStride: 2');
    const { into } = await documentOf(file, "--into", "medicalnet18.json");
    expect(into).toMatchObject({ loaded: { length: 102 }, unexpected: [], mismatched: [], notes: [] });
    expect(into.backbone.elementsLoaded).toBe(into.backbone.elements);
  });

  test.each([
    ["complete", 118, 0],
    ["as-published", 86, 32],
  ])("Swin in mode %s: %i tensors", async (mode, loaded, mlps) => {
    const { into } = await documentOf(published("swinvit-ssl-narrow.zip.pt"), "--into", "swin.json", "--mode", mode);
    expect(into).toMatchObject({ mode, loaded: { length: loaded } });
    expect(into.missing.filter((name) => name.includes(".mlp."))).toHaveLength(mlps);
  });

  test("a network that takes nothing of the file: the report, and exit code 1", async () => {
    const { code, stdout } = await hilumWeights(
      published("medicalnet-resnet18-narrow.zip.pth"),
      "--into",
      "densenet121",
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /0 of [\d,]+ parameter elements.*\n[\s\S]*note: None of the file's 102 tensors has a name of this network/,
    );
  });

  test("--out writes safetensors with the same values; it overwrites only with --force", async () => {
    const file = published("tensors-mixed.legacy.pt");
    await documentOf(file, "--out", "mixed.safetensors");
    const original = readWeights(new Uint8Array(readFileSync(file)));
    const written = read("mixed.safetensors");
    expect(new Set(written.tensors.keys())).toEqual(new Set(original.tensors.keys()));
    for (const [name, { values, shape }] of original.tensors) {
      expect(written.tensors.get(name)?.shape, name).toEqual(shape);
      expect(written.tensors.get(name)?.values(), name).toEqual(values());
    }
    const again = await hilumWeights(file, "--out", "mixed.safetensors");
    expect(again).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/is there already\. Add --force/),
    });
    expect((await hilumWeights(file, "--out", "mixed.safetensors", "--force")).code).toBe(0);
    expect(readdirSync(cwd).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("--into and --out write what the network would load, under its names, once more loadable", async () => {
    await documentOf(published("swinvit-ssl-narrow.zip.pt"), "--into", "swin.json", "--out", "swin.safetensors");
    const { into } = await documentOf("swin.safetensors", "--into", "swin.json");
    expect(into).toMatchObject({ loaded: { length: 118 }, renamed: [], unexpected: [], notes: [] });
  });

  test.each([
    ["hostile-global.zip.pt", "weights-forbidden", /asks for .*'posix\.system'.*nothing was run/],
    ["truncated.legacy.pth", "weights-damaged", /damaged or cut short/],
  ])("%s is refused with one clear error", async (file, errorCode, message) => {
    const { code, stdout, stderr } = await hilumWeights(published(file), "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { code: errorCode, message: expect.stringMatching(message) } });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain("\n");
  });
});

test("an .onnx file of ours gives its weights back", async () => {
  const found = await documentOf("network.onnx", "--into", "resnet18.json", "--out", "network.safetensors");
  expect(found).toMatchObject({ format: "onnx", into: { unexpected: [], mismatched: [], renamed: [] } });
  const { tensors } = read("network.safetensors");
  const [name, tensor] = [...tensors][0];
  expect(tensor.values()).toEqual(filledParameter("file", name, tensor.shape));
  const { stdout } = await hilumWeights("network.onnx");
  expect(stdout).toMatch(
    /ONNX network of ours[\s\S]*A network of \d+ operations.*image \[1, 1, 32, 32, 32\], radiomics \[1, 10\] → logits \[1, 2\]/,
  );
});

describe("what is no file of weights, or no network", () => {
  test.each<[string[], number, string, RegExp]>([
    [["missing.pth"], 1, "missing-file", /^missing\.pth: not readable \(no such file\)/],
    [["."], 1, "missing-file", /not readable \(it is a folder\)/],
    [["text.pt"], 1, "not-weights", /21 bytes.*holds no weights that are read here/],
    [["absurd.pth"], 1, "file-too-large", /has 8\.0 GiB; files of weights are read up to 2 GiB/],
    [["network.onnx", "--into", "resnet19"], 2, "usage", /--into: expected resnet10.*found "resnet19"/],
    [["network.onnx", "--into", "no.json"], 1, "network-spec", /no\.json: no JSON/],
    [["network.onnx", "--into", "wrong.json"], 1, "network-spec", /network has no field "planes"/],
    [["network.onnx", "--mode", "complete"], 2, "usage", /--mode needs --into/],
    [["network.onnx", "--into", "swin", "--mode", "half"], 2, "usage", /--mode: expected complete or as-published/],
    [["network.onnx", "--out", "weights.pth"], 2, "usage", /ends in \.safetensors, not "weights\.pth"/],
    [
      ["network.onnx", "--into", "swin", "--out", "x.safetensors"],
      1,
      "weights-foreign",
      /Nothing to write: .* no shape does/,
    ],
  ])("hilum weights %j", async (args, exitCode, errorCode, message) => {
    const { code, stdout } = await hilumWeights(...args, "--json");
    expect(JSON.parse(stdout)).toEqual({ error: { code: errorCode, message: expect.stringMatching(message) } });
    expect(code).toBe(exitCode);
    expect(existsSync(join(cwd, "x.safetensors"))).toBe(false);
  });
});
