import { Command } from "commander";
import { print, textTable } from "../console.ts";
import { withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

const help = `
Examples:
  hilum doctor
  hilum doctor --json`;

export function doctorCommand(): Command {
  return withCommonOptions(
    new Command("doctor")
      .summary("what this machine offers and what is missing")
      .description("Shows versions, cores and memory, tries the parts that a study needs, and says what is missing."),
  )
    .addHelpText("after", help)
    .action(doctor);
}

async function doctor(options: CommonOptions): Promise<void> {
  const { examine } = await import("../examine.ts");
  const findings = await examine();
  const lines = [
    textTable(Object.entries(findings.machine).map(([name, value]) => [name, String(value)])),
    "",
    textTable(
      findings.checks.map(({ name, ok, needed, found }) => [ok ? "ok" : needed ? "MISSING" : "absent", name, found]),
    ),
    ...findings.checks.flatMap(({ ok, remedy }) => (ok || remedy === "" ? [] : [`-> ${remedy}`])),
  ];
  print(options, findings, lines.join("\n"));
  if (findings.checks.some(({ ok, needed }) => needed && !ok)) process.exitCode = 1;
}
