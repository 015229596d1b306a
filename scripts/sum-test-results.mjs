// Adds up the JSON reports of several test runs and prints one closing line: N passed, N failed, N skipped.
import { readFileSync } from "node:fs";

const sums = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, "utf8"));
  sums.passed += report.numPassedTests;
  sums.failed += report.numFailedTests;
  sums.skipped += report.numPendingTests;
}
process.stdout.write(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped\n`);
if (sums.passed === 0 || sums.failed > 0) process.exitCode = 1;
