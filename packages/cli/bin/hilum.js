#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/main.ts", import.meta.url));

if (existsSync(source)) {
  // In the repository: run from source, no build needed. The channel ends the child should this process be killed.
  const child = spawn(
    process.execPath,
    ["--conditions=hilum-source", "--import", import.meta.resolve("tsx"), source, ...process.argv.slice(2)],
    { stdio: ["inherit", "inherit", "inherit", "ipc"] },
  );
  // The terminal sends Ctrl-C to both; the child decides when to end.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (signal !== "SIGINT") child.kill(signal);
    });
  }
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
} else {
  await import(new URL("../dist/main.js", import.meta.url).href);
}
