import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a call of the command line left behind. */
export interface HilumRun {
  /** Exit code; null if it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Processor time of all its processes, ms, which other work on the machine hardly changes; NaN if killed. */
  readonly processorMs: number;
  /** Resident memory of all its processes together at their peaks, MiB; NaN if killed. */
  readonly peakMiB: number;
}

export interface RunHilumOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another bin than that of the repository, for example an installed one. */
  readonly bin?: string;
  /** The whole tree is killed after this time. */
  readonly limitMs?: number;
  /** Ended as soon as `when` holds: the process that was called, or it with all that it started; by kill -9 unless said. */
  readonly kill?: {
    readonly what: "command" | "tree";
    readonly when: () => boolean;
    readonly signal?: "SIGKILL" | "SIGINT";
  };
}

const repositoryBin = fileURLToPath(new URL("../packages/cli/bin/hilum.js", import.meta.url));
/** How often `kill.when` is looked at. */
const pollMs = 4;

/** Calls hilum as a user at a shell does, without a terminal. */
export async function runHilum(args: readonly string[], options: RunHilumOptions = {}): Promise<HilumRun> {
  const { cwd, env, bin = repositoryBin, limitMs = 120_000, kill } = options;
  const folder = mkdtempSync(join(tmpdir(), "hilum-usage-"));
  const usage = join(folder, "usage");
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    // A group of its own, so that the tree can be killed as one. The tests' own node options are not the user's.
    detached: true,
    env: { ...process.env, NODE_OPTIONS: usageHook(usage), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const endTree = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const limit = setTimeout(endTree, limitMs, "SIGKILL");
  const poll = setInterval(() => {
    if (!kill?.when()) return;
    clearInterval(poll);
    const signal = kill.signal ?? "SIGKILL";
    if (kill.what === "tree") endTree(signal);
    else child.kill(signal);
  }, pollMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    // What a killed command started may live a moment longer and keep the pipes open: nobody waits for it.
    child.on(kill ? "exit" : "close", resolve);
  });
  clearTimeout(limit);
  clearInterval(poll);
  const total = code === null ? { processorMs: Number.NaN, peakMiB: Number.NaN } : sumOfUsage(usage);
  rmSync(folder, { recursive: true, force: true });
  return {
    code,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
    ...total,
  };
}

/** A node option that makes every process write what it used to a file when it ends: processor time (us) and peak memory (KiB). */
function usageHook(file: string): string {
  const code = `
    import { appendFileSync } from "node:fs";
    import { isMainThread } from "node:worker_threads";
    const note = () => {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
      appendFileSync(${JSON.stringify(file)}, userCPUTime + systemCPUTime + " " + maxRSS + "\\n");
    };
    if (isMainThread) process.on("exit", note);`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

function sumOfUsage(file: string): Pick<HilumRun, "processorMs" | "peakMiB"> {
  const processes = readFileSync(file, "utf8").trim().split("\n");
  const total = { processorMs: 0, peakMiB: 0 };
  for (const line of processes) {
    const [microseconds = Number.NaN, kibibytes = Number.NaN] = line.split(" ").map(Number);
    total.processorMs += microseconds / 1000;
    total.peakMiB += kibibytes / 1024;
  }
  return total;
}
