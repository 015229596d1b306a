import type { ReferenceFolder } from "@hilum/numeric/conformance";
import { describe, expect, test } from "vitest";
import { runtime } from "../test/evaluate.ts";
import { networksSuite } from "./networks-suite.ts";
import { folderOf, references, referencesFound, titled } from "./test/reference-files.ts";

const check = (folder: ReferenceFolder, only?: (file: string) => boolean) =>
  networksSuite({ folder, runtime, threads: 2, ...(only && { only }) });

/** A reference file as plain data, to be changed. */
async function read(path: string) {
  return JSON.parse(await references.text(path));
}

/** All but the networks at full width, which take minutes. */
const quick = (await references.names("nn"))
  .filter((name) => name.endsWith(".json") && !/^(paper-size|resnet|densenet|swin)/.test(name))
  .map((name) => name.slice(0, -".json".length));

describe.skipIf(!referencesFound)(titled("values of PyTorch and MONAI"), () => {
  test.each([...quick, "checkpoints"])(
    "%s: every quantity within its tolerance",
    async (name) => {
      const record = await check(references, (file) => file === name);
      const { failed, total, passed } = record.report();
      expect(failed).toEqual([]);
      expect(passed).toBe(total);
      expect(total).toBeGreaterThan(20);
    },
    120_000,
  );

  test("every single operation is compared; modules that the networks do not hand out are left out with the reason", async () => {
    const { operations }: { operations: readonly { name: string; parameters?: object }[] } =
      await read("nn/operations.json");
    const { skipped, failed } = (await check(references, (file) => file === "operations")).report();
    const single = operations
      .filter(({ parameters }) => parameters === undefined)
      .map(({ name }) => `operations/${name}`);
    expect(skipped.filter(({ id }) => single.includes(id))).toEqual([]);
    expect(failed).toEqual([]);
  });
});

describe.skipIf(!referencesFound)(titled("what a suite must notice"), () => {
  test("a loss that is off by 1e-4 of itself", async () => {
    const ntxent = await read("nn/ntxent.json");
    ntxent.cases[0].f64.loss *= 1.0001;
    const { failed } = (await check(folderOf({ "ntxent.json": ntxent }))).report();
    expect(failed.map(({ id }) => id)).toEqual([`ntxent/${ntxent.cases[0].name}/loss`]);
    expect(failed[0]).toMatchObject({ expected: [ntxent.cases[0].f64.loss], got: [expect.any(Number)] });
  });

  test("a gradient whose elements swapped places: its length is the same, its probe is not", async () => {
    const { operations, schema } = await read("nn/operations.json");
    const [operation] = operations;
    operation.gradients.w.probe *= -1;
    const folder = folderOf({ "operations.json": { schema, operations: [operation] } });
    const { failed, total } = (await check(folder)).report();
    expect(failed.map(({ id }) => id)).toEqual([`operations/${operation.name}/gradients/w`]);
    expect(total).toBe(1 + Object.keys(operation.gradients).length);
  });

  test("another seed, size, head and width of a network", async () => {
    const reference = await read("nn/narrow-resnet18-cat_only.json");
    const { eval: given, train, state, input, schema } = reference;
    // The stated values are of another network: none of them may pass but the names of layers that do not depend on it.
    const changed = { ...reference.case, seed: "other", narrow: { ...reference.case.narrow, hidden: 24 } };
    const folder = folderOf({
      "other.json": { schema, case: changed, state, input, eval: given, train, gradients: [], parameterCount: 1 },
    });
    const { failed } = (await check(folder)).report();
    const wrong = new Set(failed.map(({ id }) => id));
    for (const id of ["parameterCount", "input", "eval/logits", "eval/embedding", "train/logits", "train/ce"]) {
      expect(wrong, id).toContain(`other/${id}`);
    }
    expect(wrong).toContain("other/state/contrastive_features.feature1.weight");
    expect(wrong).not.toContain("other/state/bn1.running_mean");
  });
});

describe("files that cannot be checked", () => {
  test("networks, heads, operations and optimisers that are not implemented are skipped with the reason", async () => {
    const network = (network: string, fusion: string, narrow?: object) => ({
      schema: "hilum-nn-reference-1",
      case: { network, fusion, ...(narrow && { narrow }) },
    });
    const folder = folderOf({
      "a.json": network("vgg16", "cat"),
      "b.json": network("resnet18", "sum"),
      "c.json": network("swin", "cat", { embedDim: 12, mlpRatio: 2 }),
      "d.json": {
        schema: "hilum-optimisers-1",
        optimisers: [{ name: "lion lr 1e-4" }, { name: "sgd lr 1e-2 dampening 0.1" }],
      },
      "e.json": {
        schema: "hilum-operations-1",
        operations: [{ name: "fft-3d", inputs: {}, output: {}, gradients: {} }],
      },
      "f.json": { schema: "something-else" },
      "g.json": "{",
    });
    const { total, skipped } = (await check(folder)).report();
    expect(total).toBe(0);
    expect(Object.fromEntries(skipped.map(({ id, why }) => [id, why]))).toEqual({
      a: expect.stringMatching(/vgg16 is not implemented; resnet10, .*swin are/),
      b: expect.stringMatching(/head sum is not implemented; deep, add/),
      c: expect.stringMatching(/setting mlpRatio of a narrow swin/),
      "d/lion lr 1e-4": expect.stringMatching(/lion is not implemented; adam, adamw, sgd are/),
      "d/sgd lr 1e-2 dampening 0.1": expect.stringMatching(/setting dampening/),
      "e/fft-3d": expect.stringMatching(/not implemented/),
      f: 'the schema "something-else" is not known',
      g: "it is no JSON document",
    });
  });

  test("a file of a known kind without its contents fails, and the next one is still checked", async () => {
    const folder = folderOf({
      "a.json": { schema: "hilum-ntxent-1" },
      "b.json": { schema: "hilum-fill-1", hash: { "": 2166136261, a: 1 } },
    });
    const { failed, total } = (await check(folder)).report();
    expect(failed.map(({ id }) => id)).toEqual(["a", "b/hash/a"]);
    expect(total).toBe(3);
  });

  test("an empty folder is an error that says what is looked for", async () => {
    await expect(check(folderOf({}))).rejects.toThrow(/nn\/\*\.json and checkpoints\/expected\.json/);
  });
});
