import { HilumError } from "@hilum/numeric/errors";
import { CommanderError } from "commander";
import type { Command } from "commander";
import { harmless } from "./console.ts";
import { UsageError } from "./usage-error.ts";

/** Exit codes: 0 done, 1 the work failed, 2 the call was wrong, 130 stopped with Ctrl-C. */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  const debug = args.includes("--debug");
  // A reader that stops early (head, less) is no error.
  process.stdout.on("error", () => process.exit(0));
  process.once("SIGINT", () => {
    process.stderr.write("\nStopped. Nothing is lost: the same command goes on from here.\n");
    process.exit(130);
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const message = error.message.replace(/^error: /, "");
      if (json) process.stdout.write(`${JSON.stringify({ error: { code: "usage", message } })}\n`);
      return 2;
    }
    const known = error instanceof HilumError;
    const code = known ? error.code : "internal";
    const text = error instanceof Error ? error.message : String(error);
    const message = known
      ? text
      : `Internal error: ${text}\nThis should not happen. Please report it with the output of the same command and --debug.`;
    if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    process.stderr.write(`hilum: ${harmless(message)}\n`);
    if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
