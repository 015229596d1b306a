import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNetwork, matchWeights } from "@hilum/networks";
import { readWeights } from "@hilum/networks/weights";
import { createVolume } from "@hilum/volume";
import { writeNifti } from "@hilum/volume/nifti";
import { expect, onTestFinished, test } from "vitest";
import { silent } from "../progress.ts";
import { pretrain, type PretrainOptions } from "./pretrain.ts";

/** A cohort of noisy balls with masks, in two label sets, in a folder of its own. */
async function cohort() {
  const folder = await mkdtemp(join(tmpdir(), "hilum-pretrain-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const grid = {
    size: [14, 14, 14],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const rows = ["image;mask;set;patient"];
  for (let n = 0; n < 6; n++) {
    const mask = new Uint8Array(14 ** 3);
    const image = Int16Array.from(mask, (_, at) => {
      const [x, y, z] = [at % 14, Math.floor(at / 14) % 14, Math.floor(at / 196)];
      mask[at] = Math.hypot(x - 6 - (n % 2), y - 7, z - 6) < 3 ? 1 + (n % 2) : 0;
      return -800 + 400 * mask[at] + ((at * 7919) % 60);
    });
    await writeFile(join(folder, `i${n}.nii`), writeNifti(createVolume(grid, image)));
    await writeFile(join(folder, `m${n}.nii`), writeNifti(createVolume(grid, mask)));
    rows.push(`i${n}.nii;m${n}.nii;${n % 2 === 0 ? "one" : "two"};p${n}`);
  }
  await writeFile(join(folder, "cases.csv"), rows.join("\n"));
  const options: PretrainOptions = {
    kind: "segmentation",
    cases: join(folder, "cases.csv"),
    out: join(folder, "out"),
    backbone: { backbone: "cnn", options: { channels: [3, 4] }, size: [8, 8, 8] },
    seed: 1,
    spacingMm: 1,
    settings: { epochs: 3, batch: 2, rate: 0.01, threads: 1, average: "none" },
    validation: 0.34,
    perImage: 2,
    progress: silent,
  };
  return { folder, options };
}

/** Stops a pre-training after its first epoch, as if it had been killed. */
async function killed(options: PretrainOptions) {
  const stop = () => {
    throw new Error("killed");
  };
  await expect(pretrain({ ...options, onEpoch: ({ epoch }) => (epoch === 2 ? stop() : undefined) })).rejects.toThrow(
    "killed",
  );
}

test.each(["segmentation", "self-supervised"] as const)(
  "%s: weights that a network loads, a table of epochs; killed and called again, the same bytes",
  async (kind) => {
    const { folder, options } = await cohort();
    const whole = { ...options, kind };
    const { epochs, weights } = await pretrain(whole);
    expect(epochs).toHaveLength(3);
    expect(await readdir(whole.out)).toEqual(["epochs.csv", "weights.safetensors"]);
    const names = kind === "segmentation" ? "crossEntropy,dice,dice.one,dice.two" : "rotation,contrast,reconstruction";
    expect((await readFile(join(whole.out, "epochs.csv"), "utf8")).split("\n")[0]).toBe(`epoch,rate,loss,${names}`);
    const { graph, backboneParameters } = buildNetwork(options.backbone, "train", 2);
    const { report } = matchWeights(readWeights(await readFile(weights)), graph);
    expect([...backboneParameters].filter((name) => !report.loaded.includes(name))).toEqual([]);

    const again = { ...whole, out: join(folder, "again") };
    await killed(again);
    expect(await readdir(again.out)).toContain("checkpoint.safetensors");
    await pretrain(again);
    for (const file of ["epochs.csv", "weights.safetensors"]) {
      expect((await readFile(join(again.out, file))).equals(await readFile(join(whole.out, file)))).toBe(true);
    }
  },
);

test("images without masks give patches of the lungs; one that cannot be read stops nothing", async () => {
  const { folder, options } = await cohort();
  await writeFile(join(folder, "cts.csv"), "case,image\na,i0.nii\nb,missing.nii\nc,i1.nii");
  const free = { ...options, kind: "self-supervised", cases: join(folder, "cts.csv") } as const;
  const { cases, failures, epochs } = await pretrain(free);
  expect([cases, failures.length]).toEqual([2, 1]);
  expect(failures[0].error).toContain("missing.nii");
  // Two patches of two images in batches of two.
  expect(epochs[0].steps).toBe(2);
  await expect(pretrain({ ...free, kind: "segmentation" })).rejects.toThrow(
    /Segmentation needs a mask for every image; a has none/,
  );
});
