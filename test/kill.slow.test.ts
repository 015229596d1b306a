import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { filesBelow, lastingHashes } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { smallStudy, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const study = join(cwd, "study.yaml");
let undisturbed: Record<string, string>;

// Four seeds: enough fits for a kill in their midst.
beforeAll(async () => {
  writeSmallCohort(cwd, 48);
  writeFileSync(study, `${smallStudy}seeds: [1, 2, 3, 4]\n`);
  const { code, stderr } = await runHilum(["run", study, "--out", join(cwd, "undisturbed")]);
  expect(code, stderr).toBe(0);
  undisturbed = lastingHashes(join(cwd, "undisturbed"));
}, 120_000);

const entries = (out: string, step: string) => filesBelow(join(out, "cache", step)).length;

/** Moments of a run, told by what lies in its folder. */
const moments: Readonly<Record<string, (out: string) => boolean>> = {
  "as the first features are kept": (out) => entries(out, "features") >= 1,
  "half-way through the features": (out) => entries(out, "features") >= 24,
  "as the first fits are kept": (out) => entries(out, "jobs") >= 1,
  "half-way through the fits": (out) => entries(out, "jobs") >= 16,
  "as the results are written": (out) => existsSync(join(out, "predictions.csv")),
};

const cases = Object.entries(moments).flatMap(([moment, reached]) =>
  (["command", "tree"] as const).map((what) => ({ moment, reached, what })),
);

describe.each(cases)("kill -9 of the $what $moment", ({ moment, reached, what }) => {
  test("and the same command again end with the bytes of an undisturbed run", async () => {
    const out = join(cwd, `killed-${what}-${moment.replaceAll(" ", "-")}`);
    const args = ["run", study, "--out", out];
    const killed = await runHilum(args, { kill: { what, when: () => reached(out) } });
    expect(killed.code).toBeNull();

    const again = await runHilum(args);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout.trimEnd().split("\n").at(-1)).toBe(`report: ${join(out, "report.html")}`);
    expect(lastingHashes(out)).toEqual(undisturbed);
    expect(leftovers(out)).toEqual([]);
  });
});

test("a run that is killed again and again still ends with the same bytes", async () => {
  const out = join(cwd, "killed-often");
  for (const [n, reached] of Object.values(moments).entries()) {
    const what = n % 2 === 0 ? "command" : "tree";
    const { code } = await runHilum(["run", study, "--out", out], { kill: { what, when: () => reached(out) } });
    expect(code).toBeNull();
  }
  expect((await runHilum(["run", study, "--out", out])).code).toBe(0);
  expect(lastingHashes(out)).toEqual(undisturbed);
  expect(leftovers(out)).toEqual([]);
});

test("half-written files of a killed run are neither read nor left behind", async () => {
  const out = join(cwd, "half-written");
  const halves = [
    `tables/cases.csv.${randomUUID()}.tmp`,
    `models/logistic/model.json.${randomUUID()}.tmp`,
    `figures/roc.svg.${randomUUID()}.tmp`,
    `predictions.csv.${randomUUID()}.tmp`,
  ];
  for (const name of halves) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), "half");
  }
  mkdirSync(join(out, "cache/features"), { recursive: true });
  writeFileSync(join(out, "cache/features/0123.json.4f.tmp"), '{"value":');
  writeFileSync(join(out, "predictions.csv"), "case,set");
  expect((await runHilum(["run", study, "--out", out])).code).toBe(0);
  expect(lastingHashes(out)).toEqual(undisturbed);
  expect(leftovers(out)).toEqual([]);
});

test("a damaged cache entry is computed again", async () => {
  const out = join(cwd, "damaged-cache");
  expect((await runHilum(["run", study, "--out", out])).code).toBe(0);
  const names = ["features", "jobs"].flatMap((step) =>
    filesBelow(join(out, "cache", step)).map((name) => join(step, name)),
  );
  for (const [n, name] of names.entries()) {
    if (n % 5 === 0) writeFileSync(join(out, "cache", name), n % 2 === 0 ? "" : '{"value":{"values":[1,');
  }
  expect((await runHilum(["run", study, "--out", out])).code).toBe(0);
  expect(lastingHashes(out)).toEqual(undisturbed);
});

test("two runs at once into one folder both end with the same bytes", async () => {
  const out = join(cwd, "at-once");
  const runs = await Promise.all([runHilum(["run", study, "--out", out]), runHilum(["run", study, "--out", out])]);
  for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
  expect(lastingHashes(out)).toEqual(undisturbed);
  expect(leftovers(out)).toEqual([]);
});

test("hilum cancel ends a run within seconds, and the same command again ends with the bytes of an undisturbed one", async () => {
  // Hundreds of trees for each fit, so that much is left to do while the second command starts.
  const long = join(cwd, "long.yaml");
  writeFileSync(
    long,
    smallStudy.replace(
      /^models:[^]*/m,
      "models: [{ name: forest, kind: radiomics, select: { method: tree, trees: 2000 } }]\n",
    ),
  );
  const out = join(cwd, "cancelled");
  const args = ["run", long, "--out", out];
  const running = runHilum(args);
  while (entries(out, "features") < 5) await sleep(20);
  expect((await runHilum(["cancel", long, "--out", out])).code).toBe(0);
  const { code, stderr } = await running;
  expect(code).toBe(1);
  expect(stderr).toMatch(/hilum: Stopped by hilum cancel\. Nothing is lost/);
  expect(stderr).not.toMatch(/warning/);
  expect((await runHilum(args)).code).toBe(0);
  expect((await runHilum(["run", long, "--out", join(cwd, "long")])).code).toBe(0);
  expect(lastingHashes(out)).toEqual(lastingHashes(join(cwd, "long")));
});

test("Ctrl-C ends at once with 130 and says that nothing is lost", async () => {
  const out = join(cwd, "interrupted");
  const when = () => entries(out, "features") >= 5;
  const { code, stderr } = await runHilum(["run", study, "--out", out], {
    kill: { what: "tree", when, signal: "SIGINT" },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/Nothing is lost: the same command goes on from here/);
});

/** Files that no finished run should hold outside its cache. */
function leftovers(out: string): string[] {
  return filesBelow(out).filter((name) => !name.startsWith("cache/") && /\.tmp$|models\/old/.test(name));
}
