import { RadiomicsError } from "../radiomics-error.ts";

/** An array of NumPy: its shape, and its values with the last index fastest. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * The array in the bytes of a NumPy file (.npy, version 1, little-endian float64).
 *
 * @throws RadiomicsError `bad-reference` if it is anything else.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || bytes[0] !== 0x93 || bytes[6] !== 1)
    throw unreadable("it does not begin as one of version 1");
  const start = 10 + view.getUint16(8, true);
  const header = String.fromCharCode(...bytes.subarray(10, start));
  const [, type = "nothing"] = header.match(/'descr': '([^']+)'/) ?? [];
  const [, sizes] = header.match(/'shape': \(([\d, ]*)\)/) ?? [];
  if (type !== "<f8" || sizes === undefined) throw unreadable(`its numbers are ${type}`);
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== start + 8 * count)
    throw unreadable(`${count} numbers do not fill ${bytes.length - start} bytes`);
  const values = Float64Array.from({ length: count }, (_, n) => view.getFloat64(start + 8 * n, true));
  return { shape, values: header.includes("'fortran_order': True") ? lastIndexFastest(values, shape) : values };
}

/** Values that were stored with the first index fastest. */
function lastIndexFastest(stored: Float64Array, shape: readonly number[]): Float64Array {
  const values = new Float64Array(stored.length);
  for (let at = 0; at < stored.length; at++) {
    let [rest, place] = [at, 0];
    for (const size of shape) {
      place = place * size + (rest % size);
      rest = Math.floor(rest / size);
    }
    values[place] = stored[at];
  }
  return values;
}

function unreadable(why: string): RadiomicsError {
  return new RadiomicsError("bad-reference", `Not a NumPy file of little-endian float64: ${why}.`);
}
