import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, freemem, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";

/** One thing that a study needs or could use. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly needed: boolean;
  readonly found: string;
  /** What to do if it is missing. */
  readonly remedy: string;
}

export interface Findings {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly checks: readonly Check[];
}

/** Memory below which a study of whole CTs is likely to fail, GiB. */
const leastMemoryGiB = 4;

/** Looks at this machine: what is there, what works, what is missing. */
export async function examine(): Promise<Findings> {
  const { version } = await import("@hilum/study/node/files");
  const gibibytes = (bytes: number) => Math.round((bytes / 2 ** 30) * 10) / 10;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return {
    machine: {
      hilum: version,
      node: process.versions.node,
      system: `${platform()} ${release()} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      "memory GiB": gibibytes(totalmem()),
      "free memory GiB": gibibytes(freemem()),
    },
    checks: [
      {
        name: "Node.js 20.11 or newer",
        ok: major > 20 || (major === 20 && minor >= 11),
        needed: true,
        found: process.versions.node,
        remedy: "Install Node.js 20 or newer.",
      },
      {
        name: `${leastMemoryGiB} GiB of memory`,
        ok: gibibytes(totalmem()) >= leastMemoryGiB,
        needed: false,
        found: `${gibibytes(totalmem())} GiB`,
        remedy: "Large CTs may not fit; run with --jobs 1.",
      },
      await tried("worker threads", "Run with --jobs 1.", workersAnswer),
      await tried("temporary folder is writable", "Set TMPDIR to a folder that is.", temporaryFolderWorks),
      await tried("working folder is writable", "Give --out a folder that is.", () => folderWorks(process.cwd())),
      await tried("demo study", "Install the package @hilum/example-lung-nodules.", demoIsThere),
      { ...(await tried("ONNX Runtime (for networks)", runtimeRemedy, runtimeStarts)), needed: false },
      {
        name: "HILUM_DATA (images for the LIDC studies and the reference tests)",
        ok: Boolean(process.env["HILUM_DATA"]),
        needed: false,
        found: process.env["HILUM_DATA"] ? "set" : "not set",
        remedy: "Set HILUM_DATA to the folder of the test images, if you have them.",
      },
    ],
  };
}

async function tried(name: string, remedy: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, needed: true, found: await work(), remedy };
  } catch (error) {
    return { name, ok: false, needed: true, found: error instanceof Error ? error.message : String(error), remedy };
  }
}

async function workersAnswer(): Promise<string> {
  const { openWorkerPool } = await import("@hilum/study/node/files");
  const pool = openWorkerPool(1);
  try {
    const nowhere = { path: "", name: "no file" };
    const [outcome] = await pool.map("slice", [{ image: nowhere, mask: nowhere }]);
    // The worker must answer that there is no such file; any other message means that it did not start.
    if (outcome && !outcome.ok && outcome.error.startsWith("no file:")) return "they answer";
    throw new Error(outcome && !outcome.ok ? outcome.error : "no answer");
  } finally {
    await pool.close();
  }
}

async function temporaryFolderWorks(): Promise<string> {
  return folderWorks(tmpdir());
}

async function folderWorks(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, ".hilum-"));
  await writeFile(join(folder, "test"), "test");
  await rm(folder, { recursive: true });
  return "yes";
}

const runtimeRemedy = "Networks need it; everything else works without. Install onnxruntime-node as the message says.";

async function runtimeStarts(): Promise<string> {
  const { compile, Graph, square } = await import("@hilum/graph");
  const { loadOnnxRuntime } = await import("@hilum/graph/node");
  const graph = new Graph();
  const program = await compile(graph, {
    runtime: await loadOnnxRuntime(),
    outputs: { y: square(graph.input("x", "float32", [1])) },
  });
  const { y } = await program.run({ x: Float32Array.of(3) });
  await program.release();
  if (Number(y?.[0]) !== 9) throw new Error(`3 squared is ${Number(y?.[0])} there`);
  return "it computes";
}

async function demoIsThere(): Promise<string> {
  const { openStudy } = await import("@hilum/study/node");
  const { demoStudy } = await import("./demo-study.ts");
  const { cohort } = await openStudy(demoStudy());
  return `${cohort.cases.length} nodules`;
}
