import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesBelow, lastingHashes } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { smallStudy, writeSmallCohort } from "./small-cohort.ts";
import { openSmallDisk } from "./small-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const first = await openSmallDisk(join(cwd, "first disk"), 40);
const second = await openSmallDisk(join(cwd, "second disk"), 400);
afterAll(() => {
  first?.close();
  second?.close();
});

beforeAll(() => {
  writeSmallCohort(cwd, 24);
  writeFileSync(
    join(cwd, "network.yaml"),
    `split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 2
image: { crop: [16, 16, 16] }
training: { batch: 4, epochs: 2, rate: 1e-3, contrastive: none, threads: 1 }
models: [{ name: deep, kind: deep, backbone: cnn, width: 0.125 }]
`,
  );
});

const hilum = (...args: string[]) => runHilum([...args, "--jobs", "1"], { cwd });
const full = String.raw`not writable \(the disk is full\)\. Nothing else is lost: make space there, then repeat the command\.`;

describe.skipIf(!first)(`a full disk${first ? "" : " (skipped: no small disk can be mounted here)"}`, () => {
  test("stops the training of a network with a message; with space, it goes on to the bytes of an undisturbed one", async () => {
    const out = join(first!.folder, "network");
    const { stdout } = await hilum("jobs", "network.yaml", "--out", "whole", "--json");
    const { jobs }: { jobs: { id: string; fit: string }[] } = JSON.parse(stdout);
    const { id } = jobs.find(({ fit }) => fit === "refit")!;
    const job = (folder: string) => hilum("job", "network.yaml", id, "--out", folder);
    expect((await job("whole")).code).toBe(0);

    // Full before the images are prepared: none of the cases is to blame.
    const early = await job(out);
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(new RegExp(`^hilum: .*/cache/images/.*: ${full}$`, "m"));
    expect(early.stderr).not.toMatch(/warning/);

    // Full before the first checkpoint.
    await first!.resize(340);
    const late = await job(out);
    expect(late.code).toBe(1);
    expect(late.stderr).toMatch(new RegExp(`^hilum: deep, seed 5, refit: .*checkpoint\\.safetensors: ${full}$`, "m"));
    expect(halves(out)).toEqual([]);

    await first!.resize(8192);
    const { code, stderr } = await job(out);
    expect(code, stderr).toBe(0);
    const results = (folder: string) =>
      ["result.json", "network.onnx", "weights.safetensors", "curves.csv"].map((name) =>
        readFileSync(join(folder, "cache/jobs", id, name), "latin1"),
      );
    expect(results(out)).toEqual(results(join(cwd, "whole")));
  });

  test("stops a run with a message; with space, the same command ends with the bytes of an undisturbed run", async () => {
    const out = join(second!.folder, "run");
    writeFileSync(join(cwd, "study.yaml"), smallStudy);
    expect((await hilum("run", "study.yaml", "--out", "undisturbed")).code).toBe(0);
    const stopped = await hilum("run", "study.yaml", "--out", out);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toMatch(new RegExp(`^hilum: .*: ${full}$`, "m"));
    expect(filesBelow(out)).not.toContain("report.html");
    expect(halves(out)).toEqual([]);

    await second!.resize(8192);
    const { code, stderr } = await hilum("run", "study.yaml", "--out", out);
    expect(code, stderr).toBe(0);
    expect(lastingHashes(out)).toEqual(lastingHashes(join(cwd, "undisturbed")));
  });
});

/** What is not there whole. */
const halves = (out: string) => filesBelow(out).filter((name) => name.endsWith(".tmp"));
