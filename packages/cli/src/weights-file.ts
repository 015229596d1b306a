import { readFile, stat } from "node:fs/promises";
import { HilumError } from "@hilum/numeric/errors";

/** Node.js reads no larger file at once; the largest published weights here have 0.3 GiB. */
const largestGiB = 2;

/**
 * The bytes of a file of weights, in a buffer of their own.
 *
 * @throws HilumError `missing-file`, `file-too-large`.
 */
export async function readWeightsFile(path: string): Promise<Uint8Array> {
  const { size } = await stat(path).catch(missing(path));
  const gibibytes = size / 2 ** 30;
  if (gibibytes >= largestGiB) {
    throw new HilumError(
      "file-too-large",
      `${path}: the file has ${gibibytes.toFixed(1)} GiB; files of weights are read up to ${largestGiB} GiB. Save the network's ` +
        "weights alone, without the optimiser's state.",
    );
  }
  return readFile(path).catch(missing(path));
}

/** Whether there is something at a path that would be overwritten. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function missing(path: string): (error: unknown) => never {
  return (error) => {
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
    throw new HilumError("missing-file", `${path}: not readable (${reasons[code] ?? code}).`);
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
};
