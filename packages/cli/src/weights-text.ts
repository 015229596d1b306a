import type { LoadReport, OpenedWeights } from "@hilum/networks";
import { textTable } from "./console.ts";

/** What is known of one tensor of a file. */
export interface TensorRow {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
}

/** What of a file a network would load. */
export interface IntoNetwork extends LoadReport {
  readonly network: string;
  /** The part of the parameters that are the backbone's. */
  readonly backbone: { readonly elementsLoaded: number; readonly elements: number };
}

/** Rows of a list that are shown unless all are wanted. */
const rowsShown = 20;

const formats: Readonly<Record<OpenedWeights["format"], string>> = {
  "pytorch-zip": "PyTorch checkpoint (zip)",
  "pytorch-legacy": "PyTorch checkpoint (legacy stream)",
  safetensors: "safetensors",
  onnx: "ONNX network of ours",
};

/** A file of weights for a person: format, tensors, what else is in it. */
export function weightsLines(
  file: string,
  bytes: number,
  { format, notes }: OpenedWeights,
  tensors: readonly TensorRow[],
  all: boolean,
): string[] {
  const rows = tensors.map(({ name, dtype, shape, elements }) => [
    printable(name),
    dtype,
    `[${shape.join(", ")}]`,
    grouped(elements),
  ]);
  const shown = all ? rows : rows.slice(0, rowsShown);
  const total = tensors.reduce((sum, { elements }) => sum + elements, 0);
  return [
    `${printable(file)}: ${formats[format]}, ${grouped(bytes)} bytes, ${tensors.length} tensors, ${grouped(total)} elements`,
    "",
    textTable([["tensor", "type", "shape", "elements"], ...shown]),
    ...(shown.length < rows.length ? [`… and ${rows.length - shown.length} more (--all lists them)`] : []),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ];
}

/** A load report for a person. */
export function loadLines({ network, mode, backbone, ...report }: IntoNetwork, all: boolean): string[] {
  const share = (loaded: number, of: number): string => `${grouped(loaded)} of ${grouped(of)}`;
  const shapes = report.mismatched.map(
    ({ name, fileShape, networkShape }) => `${name} [${fileShape.join(", ")}], not [${networkShape.join(", ")}]`,
  );
  return [
    `into ${printable(network)}, mode ${mode}: ${share(report.elementsLoaded, report.elementsOfNetwork)} parameter elements loaded, ` +
      `${share(backbone.elementsLoaded, backbone.elements)} of the backbone`,
    `loaded: ${report.loaded.length} tensors, ${report.renamed.length} of them under another name`,
    ...nameLines("not in the file", report.missing, all),
    ...nameLines("not in the network", report.unexpected, all),
    ...nameLines("other shape", shapes, all),
    ...report.notes.map((note) => `note: ${note}`),
  ];
}

function nameLines(title: string, names: readonly string[], all: boolean): string[] {
  if (names.length === 0) return [];
  const shown = all ? names : names.slice(0, rowsShown);
  const more = shown.length < names.length ? `, … and ${names.length - shown.length} more (--all lists them)` : "";
  return [`${title} (${names.length}): ${shown.map(printable).join(", ")}${more}`];
}

/** A name from a file as a terminal may show it. */
function printable(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 120)}…` : name;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "�");
}

function grouped(number: number): string {
  return number.toLocaleString("en-GB");
}
