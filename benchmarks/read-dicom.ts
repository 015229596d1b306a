import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineBenchmark } from "./benchmark.ts";
import { jsonOf, ours } from "./child-process.ts";
import { compare } from "./compare.ts";
import { dicomSyntaxes, makeDicomSeries } from "./dicom-series.ts";
import type { Measured } from "./measured.ts";
import type { ReadDicomSettings } from "./ours/read-dicom.ts";
import { agreement, sides } from "./report.ts";

/** What both sides say about the pixels, so that it is known that they read the same. */
interface ReadMeasured extends Measured {
  /** CRC-32 of all stored pixels in the order of the files. */
  readonly checksum: number;
}

const gdcmScript = fileURLToPath(new URL("peers/gdcm_series.py", import.meta.url));

/** How long does a DICOM series take to become a volume? */
export const readDicom = defineBenchmark({
  name: "read-dicom",
  question: "Seconds and peak memory of reading a DICOM series from its folder: files, order, pixels, HU.",
  options: {
    slices: { kind: "count", default: 60, help: "slices of 512×512 pixels" },
    syntax: { kind: "choice", of: dicomSyntaxes, default: "uncompressed", help: "how their pixels are stored" },
    threads: { kind: "count", default: 2, help: "worker threads of ours; GDCM uses one thread" },
    repeat: { kind: "count", default: 3, help: "timed runs in each process, after a first one" },
    rounds: { kind: "count", default: 2, help: "processes of ours and of the peer, in turn" },
    peer: { kind: "choice", of: ["gdcm", "none"], default: "gdcm", help: "what ours is compared with" },
  },
  examples: ["--slices 400", "--slices 60 --syntax jpeg-2000 --json", "--syntax jpeg-lossless --threads 1"],
  measure: async ({ slices, syntax, threads, repeat, rounds, peer }, note) => {
    note(`making ${slices} slices (${syntax}) ...`);
    const folder = await makeDicomSeries(slices, syntax);
    try {
      const read = (repeat: number): Promise<ReadMeasured> =>
        ours("read-dicom.ts", { folder, threads, repeat } satisfies ReadDicomSettings);
      const gdcm = peer === "gdcm" ? pythonWithGdcm(note) : undefined;
      const theirs =
        gdcm &&
        ((repeat: number): Promise<ReadMeasured> =>
          jsonOf(gdcm.python, [gdcmScript, folder, "--repeat", String(repeat)]));
      const compared = await compare(
        Array.from({ length: rounds }, () => repeat),
        read,
        theirs,
      );
      const other = compared.peer && gdcm && { by: gdcm.by, ...compared.peer };
      return {
        unit: "s",
        ...sides(compared.ours, other),
        ...(other && {
          agree: agreement("stored pixels", [compared.ours.rounds[0].checksum], [other.rounds[0].checksum], 0),
        }),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

function pythonWithGdcm(note: (text: string) => void): { readonly python: string; readonly by: string } | undefined {
  for (const python of ["/usr/bin/python3", "python3"])
    try {
      const version = execFileSync(python, ["-c", "import gdcm; print(gdcm.Version.GetVersion())"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return { python, by: `GDCM ${version.trim()}` };
    } catch {
      continue;
    }
  note("No Python with GDCM was found, so there is no peer. Debian: apt install python3-gdcm.");
  return undefined;
}
