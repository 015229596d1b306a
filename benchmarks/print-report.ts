import type { OperatorTime, SessionProfile } from "./ours/profiling.ts";
import type { Report } from "./report.ts";

/** A report as a table for people. */
export function printReport(report: Report): string {
  const { ours, peer, ratio, memoryRatio, agree, profile, reference, cpuSeconds } = report;
  const header = ["", "min s", "median s", "first s", "build s", "peak MiB"];
  const own = [
    "ours",
    ...[ours.min, ours.median, ours.first].map(seconds),
    ours.buildSeconds === undefined ? "" : seconds(ours.buildSeconds),
    mebibytes(report.peakMiB),
  ];
  const other = peer && [peer.by, ...[peer.min, peer.median, peer.first].map(seconds), "", mebibytes(peer.peakMiB)];
  const share = peer && ["ours / peer", `${ratio}`, (ours.median / peer.median).toFixed(3), "", "", `${memoryRatio}`];
  const settings = Object.entries(report.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `${report.name}: ${settings.join(", ")}`,
    "",
    table([header, own, ...(other ? [other] : []), ...(share ? [share] : [])]),
    ...(agree
      ? [
          "",
          `${agree.of}: they ${agree.ok ? "agree" : "DISAGREE"}, difference ${agree.difference.toExponential(1)} (tolerance ${agree.tolerance})`,
        ]
      : []),
    ...(report.featureCount === undefined ? [] : ["", `${report.featureCount} features, ${report.voxelCount} voxels`]),
    ...(cpuSeconds === undefined ? [] : [`CPU: ${seconds(cpuSeconds)} s`]),
    ...(reference ? [`${reference.by}: ${reference.seconds} s, ratio ${reference.ratio} (${reference.note})`] : []),
    ...(profile ?? []).map((session) => `\n${printProfile(session)}`),
  ].join("\n");
}

/** Operators below this share of the time stand in one line. */
const leastShare = 0.005;

function printProfile({ does, runs, operators }: SessionProfile): string {
  const total = sumOf(operators).seconds;
  const large = operators.filter((row) => row.seconds >= leastShare * total);
  const small = operators.filter((row) => row.seconds < leastShare * total);
  const shown = small.length === 0 ? large : [...large, { operator: `${small.length} others`, ...sumOf(small) }];
  const rows = shown.map((row) => [
    row.operator,
    String(row.count),
    seconds(row.seconds),
    `${((100 * row.seconds) / total).toFixed(1)} %`,
  ]);
  const heading = `${does}: ${seconds(total)} s in kernels, ${runs} run${runs === 1 ? "" : "s"} per step`;
  return `${heading}\n${table([["operator", "kernels", "s", "share"], ...rows])}`;
}

function sumOf(rows: readonly OperatorTime[]): Pick<OperatorTime, "count" | "seconds"> {
  return rows.reduce((sum, row) => ({ count: sum.count + row.count, seconds: sum.seconds + row.seconds }), {
    count: 0,
    seconds: 0,
  });
}

/** Columns side by side, the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column] + 2);
  return rows.map((row) => row.map(cell).join("").trimEnd()).join("\n");
}

const seconds = (value: number): string => value.toFixed(value < 1 ? 4 : 3);
const mebibytes = (value: number): string => value.toFixed(0);
