import { imageSettings } from "@hilum/learn";
import { featureColumns, preset } from "@hilum/radiomics";
import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { fusionFeatures } from "../networks/fusion-features.ts";
import { damageVerdict } from "../test/damage-verdict.ts";
import type { DamageVerdict } from "../test/damage-verdict.ts";
import { damagedBundleFile } from "../test/damaged-bundle.ts";
import { isNetworkBundle, networkBundleFiles, parseNetworkBundle, savedNetworks } from "./network-bundle.ts";
import type { NetworkBundle } from "./network-bundle.ts";

const settings = preset("pyradiomics");
const clinical = {
  variables: [
    { column: "age", kind: "number" },
    { column: "sex", kind: "category", words: ["F", "M"] },
  ],
  missing: ["n/a"],
} as const;
const hash = "0123456789abcdef".repeat(4);

function saved(kind: "deep" | "fusion") {
  const random = randomStream("network bundle");
  const labels = Array.from({ length: 30 }, (_, i) => i % 2);
  const columns = [...featureColumns(settings), "age", "sex=M"];
  const rows = labels.map((label) => Float64Array.from(columns, () => random.normal() + 0.3 * label));
  const groups = labels.map((_, i) => `p${i}`);
  const features = fusionFeatures({ count: 4, trees: 1 }, { columns, rows }, labels, {
    seed: 5,
    groups,
    clinical: ["age", "sex=M"],
  });
  const bundle: NetworkBundle = {
    format: "hilum-model",
    version: 1,
    name: "joint",
    kind,
    description: "small 3-D network",
    hilum: "0.1.0",
    study: "s",
    radiomics: kind === "fusion" ? settings : null,
    ...(kind === "fusion" && { clinical }),
    resampleMask: false,
    threshold: 0.4,
    thresholdRule: "Youden",
    calibrated: false,
    training: { cases: 30, positives: 15, patients: 30, centres: { A: { cases: 30, positives: 15 } } },
    image: imageSettings({ crop: [32, 32, 24] }),
    threads: 2,
    members: [
      {
        seed: 5,
        network: { file: "network.onnx", sha256: hash },
        weights: { file: "weights.safetensors", sha256: hash },
      },
    ],
  };
  return savedNetworks(bundle, kind === "fusion" ? [features] : []);
}

test.each(["deep", "fusion"] as const)("the healthy bundle of kind %s is read as it was written", (kind) => {
  const files = networkBundleFiles(saved(kind));
  expect(Object.keys(files)).toEqual(kind === "fusion" ? ["model.json", "radiomics.json"] : ["model.json"]);
  expect(isNetworkBundle(files["model.json"])).toBe(true);
  const { bundle, features } = saved(kind);
  const read = parseNetworkBundle(files["model.json"], files["radiomics.json"]);
  expect(read.bundle).toEqual(bundle);
  expect(read.features.map((fitted) => fitted.toJson())).toEqual(features.map((fitted) => fitted.toJson()));
});

test("names of files that lead elsewhere, huge crops, and features that do not belong to the kind are refused", () => {
  const { "model.json": model, "radiomics.json": radiomics } = networkBundleFiles(saved("fusion"));
  const changed = (from: string, to: string) => () => parseNetworkBundle(model.replace(from, to), radiomics);
  expect(changed('"network.onnx"', '"../network.onnx"')).toThrow(/members\.0\.network\.file/);
  expect(changed("32,", "3200,")).toThrow(/image\.crop\.0/);
  expect(changed('"kind": "fusion"', '"kind": "deep"')).toThrow(/is of kind deep: it needs no radiomics/);
  expect(changed('"seed": 5', '"seed": 6')).toThrow(/members of different seeds/);
  const { "model.json": image } = networkBundleFiles(saved("deep"));
  const withClinical = image.replace('"resampleMask"', `"clinical": ${JSON.stringify(clinical)}, "resampleMask"`);
  expect(() => parseNetworkBundle(withClinical, undefined)).toThrow(/is of kind deep: it reads no clinical variables/);
  expect(() => parseNetworkBundle(model, undefined)).toThrow(/needs radiomics settings and radiomics\.json/);
});

test.each(["model.json", "radiomics.json"] as const)(
  "100 damaged copies of %s are refused or read",
  async (file) => {
    const files: Record<string, string> = { ...networkBundleFiles(saved("fusion")) };
    const verdicts: DamageVerdict[] = [];
    for (const { name, bytes } of damagedBundleFile(9, 100, files[file])) {
      const damaged = { ...files, [file]: new TextDecoder().decode(bytes) };
      verdicts.push(
        await damageVerdict(name, "", () => void parseNetworkBundle(damaged["model.json"], damaged["radiomics.json"])),
      );
    }
    expect(verdicts.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(verdicts.filter(({ refused }) => refused).length).toBeGreaterThan(40);
  },
  120_000,
);
