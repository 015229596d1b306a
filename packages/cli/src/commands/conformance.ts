import { HilumError } from "@hilum/numeric/errors";
import type { ConformanceRecord, ReferenceFolder } from "@hilum/numeric/conformance";
import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { print, textTable } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface ConformanceOptions extends CommonOptions {
  readonly data?: string;
  readonly reference?: string;
  readonly threads?: number;
  readonly only?: readonly string[];
  readonly out?: string;
}

/** What every suite is given. */
interface SuiteSetting {
  /** Reference values. */
  readonly folder: ReferenceFolder;
  /** Path of the folder with images; a suite that needs it says so where it is not known. */
  readonly data: () => string;
  readonly threads: number;
  readonly only: (file: string) => boolean;
  readonly progress: (file: string, done: number, files: number) => void;
}

interface Suite {
  /** Folders of the reference of which one must be there. */
  readonly folders: readonly string[];
  run(setting: SuiteSetting): Promise<ConformanceRecord>;
}

const suites: Readonly<Record<string, Suite>> = {
  networks: {
    folders: ["nn", "checkpoints"],
    run: async (setting) => {
      const { loadOnnxRuntime } = await import("@hilum/graph/node");
      const { networksSuite } = await import("@hilum/learn/conformance");
      return networksSuite({ ...setting, runtime: await loadOnnxRuntime() });
    },
  },
  ibsi1: {
    folders: ["ibsi1"],
    run: async (setting) => {
      const { ibsi1Suite } = await import("@hilum/radiomics/conformance");
      const { readLesion } = await import("@hilum/study/node/files");
      const data = setting.data();
      const at = (path: string) => ({ path: join(data, path), name: path });
      const dicom = (folder: string) => readLesion({ image: at(`${folder}/image`), mask: at(`${folder}/rtstruct`) });
      return ibsi1Suite({ ...setting, images: folderAt(data), dicom });
    },
  },
  ibsi2: {
    folders: ["ibsi2"],
    run: async (setting) => {
      const { ibsi2Suite } = await import("@hilum/radiomics/conformance");
      return ibsi2Suite({ ...setting, images: folderAt(setting.data()) });
    },
  },
  pyradiomics: {
    folders: ["pyradiomics"],
    run: async (setting) => {
      const { pyradiomicsSuite } = await import("@hilum/radiomics/conformance");
      return pyradiomicsSuite({ ...setting, images: folderAt(setting.data()) });
    },
  },
};

/** Failures shown to people; --json and --out have all. */
const failuresShown = 20;

const help = `
SUITE is one of: ${Object.keys(suites).join(", ")}.

networks compares the engine, losses, optimisers, networks and the reading of checkpoints with PyTorch and MONAI, number by
number at the tolerances that float32 warrants: every file of a known kind in DIR/nn and DIR/checkpoints. All of it takes
some minutes and gigabytes; the files of thin networks alone, some seconds.

ibsi1 compares all features of IBSI-1 with the consensus values: the digital phantom, and configurations A to E of the CT
phantom, read from NIfTI and again from DICOM and RTSTRUCT. Half a minute. It needs the images, too: --data or HILUM_DATA.

ibsi2 compares the filters of IBSI-2 with the consensus: the response maps of the digital phantoms (phase1-2.a and so on), and
the statistics of the filtered CT phantom (phase2-4.B and so on). Half a minute. It needs the images, too.

pyradiomics compares features with PyRadiomics' own baseline, its texture matrices, and every table NAME_GRID_WHAT.csv (say
lung7_2mm_all.csv) in DIR/pyradiomics; the images are NAME_image.nrrd and NAME_label.nrrd in pyradiomics, or image and mask in a
folder NAME, of the data. Half a minute.

DIR is a folder like the reference folder beside the data that HILUM_DATA names (the default). Exit code 1 if anything failed.

Examples:
  hilum conformance networks
  hilum conformance networks --reference reference --only narrow- operations
  hilum conformance networks --json --out report.json
  hilum conformance ibsi1 --data data --reference reference
  hilum conformance ibsi2 --only phase1-8 phase2-8
  hilum conformance pyradiomics --only brain1 --json`;

export function conformanceCommand(): Command {
  return withCommonOptions(
    new Command("conformance")
      .summary("proves the installation against reference values")
      .description("Computes the quantities of reference files with this installation, and compares them.")
      .argument("<SUITE>", Object.keys(suites).join(", "))
      .option("--data <DIR>", "images and tables (default: HILUM_DATA)")
      .option("--reference <DIR>", "reference values (default: reference, beside the data)")
      .option("--threads <N>", "threads of the engine (default: one for each core)", wholeNumber("--threads", 1))
      .option("--only <NAMES...>", "only files whose names begin so")
      .option("--out <FILE.json>", "write the report to this file as well"),
  )
    .addHelpText("after", help)
    .action(conformance);
}

async function conformance(name: string, options: ConformanceOptions): Promise<void> {
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (!suite) throw new UsageError(`There is no suite "${name}"; there is: ${Object.keys(suites).join(", ")}.`);
  const { only, threads = availableParallelism() } = options;
  const root = referenceRoot(options);
  const folder = folderAt(root);
  await requireOneOf(folder, root, suite.folders);
  const record = await suite.run({
    folder,
    data: () => dataRoot(options),
    threads,
    only: (file) => only === undefined || only.some((start) => file.startsWith(start)),
    progress: (file, done, files) => {
      if (!options.quiet) process.stderr.write(`${done + 1}/${files} ${file}\n`);
    },
  });
  const report = record.report();
  if (options.out !== undefined) {
    const { writeFileAtomic } = await import("@hilum/study/node/files");
    await writeFileAtomic(options.out, `${JSON.stringify(report, null, 1)}\n`);
  }
  print(options, report, text(record));
  if (report.failed.length > 0) process.exitCode = 1;
}

function text(record: ConformanceRecord): string {
  const { suite, total, passed, failed, deviations, skipped } = record.report();
  const rows = record.parts.map(({ part, total: count, failed: wrong, skipped: left, worst }) => [
    part,
    `${count}`,
    wrong > 0 ? `${wrong} FAILED` : "ok",
    left > 0 ? `${left}` : "-",
    worst.share > 0 ? `${percent(worst.share)} ${worst.id.slice(part.length + 1)}` : "-",
  ]);
  return [
    textTable([["file", "compared", "", "skipped", "nearest to its tolerance"], ...rows]),
    "",
    ...failed.slice(0, failuresShown).map(({ id, tolerance, expected, got }) => {
      return `FAILED ${id} (tolerance ${tolerance})\n  expected ${short(expected)}\n  got      ${short(got)}`;
    }),
    ...(failed.length > failuresShown ? [`... and ${failed.length - failuresShown} more: see --json or --out.`] : []),
    ...reasonsOf(skipped),
    `${suite}: ${passed} of ${total} passed, ${failed.length} failed, ${deviations.length} explained deviations, ${skipped.length} skipped.`,
  ].join("\n");
}

/** One line for every reason, with how often it was given. */
function reasonsOf(skipped: ReturnType<ConformanceRecord["report"]>["skipped"]): string[] {
  const counts = new Map<string, number>();
  for (const { why } of skipped) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => `skipped ${count}: ${why}`);
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toPrecision(2)} %` : "none";
}

function short(value: unknown): string {
  const whole = typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
  return whole.length > 300 ? `${whole.slice(0, 300)} ...` : whole;
}

/** @throws UsageError if neither an option nor HILUM_DATA says where the references are. */
function referenceRoot({ reference, data = process.env["HILUM_DATA"] }: ConformanceOptions): string {
  if (reference !== undefined) return reference;
  if (data !== undefined && data !== "") return join(data, "..", "reference");
  throw new UsageError(
    "Where are the reference values? Give --reference DIR, or set HILUM_DATA: its neighbour reference is taken then.",
  );
}

/** @throws UsageError if neither an option nor HILUM_DATA says where the images are. */
function dataRoot({ data = process.env["HILUM_DATA"] }: ConformanceOptions): string {
  if (data !== undefined && data !== "") return data;
  throw new UsageError("Where are the images? Give --data DIR, or set HILUM_DATA.");
}

function folderAt(root: string): ReferenceFolder {
  return {
    names: (folder) => filesOf(join(root, folder)),
    text: (path) => readFile(join(root, path), "utf8"),
    bytes: async (path) => new Uint8Array(await readFile(join(root, path))),
  };
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

async function requireOneOf(folder: ReferenceFolder, root: string, names: readonly string[]): Promise<void> {
  const found = await Promise.all(names.map((name) => folder.names(name)));
  if (found.some((files) => files.length > 0)) return;
  throw new HilumError(
    "no-reference",
    `${root}: no reference values here; a folder ${names.join(" or ")} with files was expected. Give another --reference DIR.`,
  );
}
