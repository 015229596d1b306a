import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { randomStream } from "@hilum/numeric";
import { makeSlice } from "../packages/volume/src/dicom/test/make-slice.ts";

const edge = 512;
/** Conversions at the same time. */
const workers = 2;

/** The program of Debian that compresses a file, and its options; none: stays as it is. */
const programs = {
  uncompressed: undefined,
  "jpeg-lossless": ["dcmcjpeg", "+e1"],
  "jpeg-2000": ["gdcmconv", "--j2k"],
  "jpeg-ls": ["gdcmconv", "--jpegls"],
  rle: ["dcmcrle"],
} as const;

export const dicomSyntaxes = ["uncompressed", "jpeg-lossless", "jpeg-2000", "jpeg-ls", "rle"] as const;

/**
 * A folder with a series like a chest CT: 512×512 pixels of 12 bits, air, lung and soft tissue with the noise of a CT, which is what makes
 * compressed CT large.
 */
export async function makeDicomSeries(slices: number, syntax: (typeof dicomSyntaxes)[number]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "hilum-bench-dicom-"));
  const random = randomStream(1, "bench", "dicom");
  const names = Array.from({ length: slices }, (_, k) => join(folder, `${String(k).padStart(4, "0")}.dcm`));
  for (const [k, name] of names.entries())
    writeFileSync(
      name,
      chestSlice(k, slices, () => random.normal()),
    );
  const program = programs[syntax];
  if (program === undefined) return folder;
  const [command, ...options] = program;
  const scratch = `${folder}-scratch`;
  mkdirSync(scratch);
  const rest = names.values();
  const convert = async (): Promise<void> => {
    for (const name of rest) {
      const out = join(scratch, "out".concat(name.slice(-8)));
      await promisify(execFile)(command, [...options, name, out]);
      renameSync(out, name);
    }
  };
  await Promise.all(Array.from({ length: workers }, convert));
  rmSync(scratch, { recursive: true });
  return folder;
}

function chestSlice(k: number, slices: number, noise: () => number): Uint8Array {
  const inside = (row: number, column: number, y: number, x: number, ry: number, rx: number): boolean =>
    ((row - y) / ry) ** 2 + ((column - x) / rx) ** 2 < 1;
  const lung = 90 + 60 * Math.sin((Math.PI * (k + 0.5)) / slices);
  return makeSlice({
    rows: edge,
    columns: edge,
    stored: 12,
    instance: k + 1,
    position: [-180, -180, k],
    valueAt: (row, column) => {
      if (!inside(row, column, 256, 256, 180, 235)) return 0;
      const air = inside(row, column, 250, 150, lung, 70) || inside(row, column, 250, 362, lung, 70);
      const hu = (air ? -850 : 40) + 20 * noise();
      return Math.max(0, Math.min(4095, Math.round(hu + 1024)));
    },
  });
}
