import { describe, expect, test } from "vitest";
import { program } from "../packages/cli/src/program.ts";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();

describe("help", () => {
  test.each(program().commands.map((command) => ({ name: command.name(), command })))(
    "of hilum $name describes, lists options and shows examples",
    ({ name, command }) => {
      let text = "";
      command.configureOutput({ writeOut: (written) => (text += written) });
      command.outputHelp();
      expect(text).toContain(`Usage: hilum ${name}`);
      expect(text.split("Examples:\n")[1]).toMatch(new RegExp(`^ {2}hilum ${name}`));
      for (const option of ["--json", "--quiet", "--debug"]) expect(text).toContain(option);
      expect(command.summary()).not.toBe("");
    },
  );

  test("comes at once", async () => {
    const runs = [await runHilum(["--help"]), await runHilum(["--help"]), await runHilum(["--help"])];
    expect(Math.min(...runs.map((run) => run.processorMs))).toBeLessThan(600);
    const [{ code, stdout, stderr }] = runs;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/Usage: hilum[\s\S]*Research use only[\s\S]*Examples:\n {2}hilum run/);
    for (const command of program().commands) expect(stdout).toContain(`  ${command.name()} `);
  });

  test("of one command goes to standard output, exit code 0", async () => {
    const { code, stdout, stderr } = await runHilum(["run", "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Usage: hilum run");
  });

  test("--version is a version", async () => {
    expect((await runHilum(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("a wrong call ends with 2, nothing on standard output, and says what would be right", () => {
  test.each([
    [["rum"], /unknown command 'rum'\n\(Did you mean run\?\)/],
    [["run", "--job", "2"], /unknown option '--job'\n\(Did you mean --jobs\?\)/],
    [["run", "--jobs", "many"], /--jobs: expected a whole number of at least 1, found "many"/],
    [["run", "--on", "mars"], /--on: expected local, found "mars"/],
    [["synth", "--cases", "3"], /required option '--out <DIR>' not specified/],
    [["predict"], /missing required argument 'MODEL'/],
    [["features", "image.nii"], /Give IMAGE and MASK, or --cases/],
    [["evaluate", "p.csv", "--threshold", "0.5", "--threshold-set", "a"], /either --threshold or --threshold-set/],
  ])("hilum %j", async (args, message) => {
    const { code, stdout, stderr } = await runHilum(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expectPlainMessage(stderr);
  });
});

test("--debug shows where an error came from, after the message", async () => {
  const { code, stderr } = await runHilum(["run", "missing.yaml", "--debug"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^hilum: missing\.yaml: not readable \(no such file\)\.\n[\s\S]*open-study\.js:\d+/);
});
