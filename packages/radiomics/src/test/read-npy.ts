import { readFileSync } from "node:fs";

/** A NumPy array file of float64: its shape, and its values with the last index fastest. */
export function readNpy(path: string): { readonly shape: number[]; readonly values: Float64Array } {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  const [, type] = header.match(/'descr': '([^']+)'/) ?? [];
  const [, sizes = ""] = header.match(/'shape': \(([\d, ]+)\)/) ?? [];
  if (bytes[6] !== 1 || type !== "<f8") throw new Error(`${path}: only version 1 with <f8 is read, found ${header}`);
  const shape = sizes.split(",").filter(Boolean).map(Number);
  const stored = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, n) =>
    bytes.readDoubleLE(start + 8 * n),
  );
  if (!header.includes("'fortran_order': True")) return { shape, values: stored };
  // Stored with the first index fastest; only matrices come like this.
  const [rows, columns] = shape;
  return { shape, values: stored.map((_, n) => stored[Math.floor(n / columns) + rows * (n % columns)]) };
}
