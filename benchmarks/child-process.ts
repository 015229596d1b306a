import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repository = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a program to its end and reads the last line that it prints as JSON. What it says on stderr goes to ours.
 *
 * @throws Error if it fails, with its exit code.
 */
export async function jsonOf<T>(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = spawn(command, args, { cwd: repository, env: { ...process.env, ...env }, stdio: [...stdio] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const line = text.trim().split("\n").at(-1);
  if (code !== 0 || !line) throw new Error(`${[command, ...args].join(" ")} ended with exit code ${code}.`);
  return JSON.parse(line);
}

/** Runs one of our own files in a process of its own, with its settings as one argument. */
export function ours<T>(file: string, settings: object): Promise<T> {
  const path = fileURLToPath(new URL(`ours/${file}`, import.meta.url));
  return jsonOf(process.execPath, ["--conditions=hilum-source", "--import", "tsx", path, JSON.stringify(settings)]);
}
