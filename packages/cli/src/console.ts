import type { Progress } from "@hilum/study/node";
import type { CommonOptions } from "./options.ts";

/** Text without the characters that a terminal obeys: names in images may hold anything. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are replaced, with those that change the direction of writing
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\uFFFD");
}

/** Prints a document as JSON, or text for a person, on standard output. */
export function print(options: CommonOptions, document: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${harmless(text)}\n`);
}

/** Warnings beyond this many are counted, not shown. */
const warningsShown = 20;

/**
 * Progress on standard error: a line that renews itself on a terminal, cut to its width; elsewhere every ten seconds a plain line, with
 * one below it for each long unit of work.
 */
export function consoleProgress({ quiet }: CommonOptions): Progress & { end(): void } {
  const terminal = process.stderr.isTTY && !quiet;
  let step = "";
  let total = 0;
  let done = 0;
  let started = 0;
  let shownAt = 0;
  let warnings = 0;
  const notes = new Map<string, string>();

  const line = () => {
    const elapsed = (performance.now() - started) / 1000;
    const left = done > 0 && done < total ? `, about ${duration((elapsed / done) * (total - done))} left` : "";
    return `${step}: ${done} of ${total}, ${duration(elapsed)}${left}`;
  };
  const noted = () => [...notes].map(([unit, text]) => harmless(`${unit}: ${text}`));
  const show = (force: boolean) => {
    if (quiet || step === "") return;
    const now = performance.now();
    if (!force && now - shownAt < (terminal ? 100 : 10_000)) return;
    shownAt = now;
    // A line that the terminal wraps would not be renewed but repeated.
    const renewed = () => shortened([line(), ...noted()].join(" | "), (process.stderr.columns || 80) - 1);
    process.stderr.write(terminal ? `\r\u001B[2K${renewed()}` : `${[line(), ...noted()].join("\n  ")}\n`);
  };
  const close = () => {
    if (step === "") return;
    show(true);
    if (terminal) process.stderr.write("\n");
    step = "";
  };
  return {
    start(name, units) {
      close();
      [step, total, done, started, shownAt] = [name, units, 0, performance.now(), performance.now()];
    },
    advance() {
      done++;
      show(false);
    },
    note(unit, text) {
      if (text === undefined) notes.delete(unit);
      else notes.set(unit, text);
      show(false);
    },
    warn(message) {
      warnings++;
      if (warnings > warningsShown) return;
      if (terminal && step !== "") process.stderr.write("\r\u001B[2K");
      process.stderr.write(`warning: ${harmless(message)}\n`);
      if (terminal) show(true);
    },
    end() {
      close();
      if (warnings > warningsShown) process.stderr.write(`... and ${warnings - warningsShown} more warnings.\n`);
    },
  };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text;
}

/** "8 s", "3 min 20 s", "2 h 5 min", "12 days 3 h". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 72 * 3600) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} days ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** Columns of text, aligned. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
