import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repository } from "./child-process.ts";
import type { Report } from "./report.ts";

/**
 * Adds a report to `benchmarks/results/CPU-MODEL.jsonl`, with the date and the versions it was made with.
 *
 * @returns the file.
 */
export function saveReport(report: Report): string {
  const [cpu] = cpus();
  const model = cpu?.model.trim() ?? "unknown cpu";
  const folder = fileURLToPath(new URL("results", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${model.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.jsonl`);
  const onnxruntime = readFileSync(join(repository, "node_modules", "onnxruntime-node", "package.json"), "utf8");
  const made = {
    date: new Date().toISOString().slice(0, 10),
    cpu: model,
    cores: cpus().length,
    node: process.version,
    onnxruntime: JSON.parse(onnxruntime).version,
  };
  appendFileSync(file, `${JSON.stringify({ ...made, ...report })}\n`);
  return file;
}
