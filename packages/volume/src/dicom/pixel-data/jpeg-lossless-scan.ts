import type { HuffmanTable } from "./huffman-differences.ts";
import { signedDifference } from "./huffman-differences.ts";

/** The rows that one restart segment fills. */
interface Rows {
  readonly samples: Uint16Array;
  readonly columns: number;
  /** First row, and the row behind the last. */
  readonly from: number;
  readonly to: number;
  /** 1 to 7, table H.1. */
  readonly predictor: number;
  /** What the first sample is predicted as. */
  readonly first: number;
}

/**
 * Decodes the differences of some rows and adds them up. The hot loop of reading lossless JPEG: most differences are found with
 * one look at 13 bits.
 *
 * @param packed - The codes without stuffing, with at least 8 bytes behind `end`.
 * @returns False if the codes end before the rows do, or are none of the table's.
 */
export function decodeDifferences(
  table: HuffmanTable,
  packed: Uint8Array,
  start: number,
  end: number,
  { samples, columns, from, to, predictor, first }: Rows,
): boolean {
  const { quick } = table;
  const lastBit = end * 8;
  let bit = start * 8;
  for (let row = from; row < to; row++) {
    const begin = row * columns;
    // The first column is predicted from above, the first row from the left (H.1.2.1).
    let left = row === from ? first : samples[begin - columns];
    const kind = row === from ? 1 : predictor;
    for (let at = begin; at < begin + columns; at++) {
      const byte = bit >> 3;
      const window = (packed[byte] << 16) | (packed[byte + 1] << 8) | packed[byte + 2];
      const entry = quick[(window >> (11 - (bit & 7))) & 0x1fff];
      let difference = entry >> 8;
      if (entry === 0) {
        const long = longDifference(table, packed, bit);
        if (long.used === 0) return false;
        difference = long.difference;
        bit += long.used;
      } else bit += entry & 0xff;
      if (kind === 1 || at === begin) left = (left + difference) & 0xffff;
      else left = (predicted(kind, left, samples[at - columns], samples[at - columns - 1]) + difference) & 0xffff;
      samples[at] = left;
    }
    if (bit > lastBit) return false;
  }
  return true;
}

/** Table H.1: from the left (a), above (b) and above left (c). */
function predicted(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    case 7:
      return (a + b) >> 1;
    default:
      return a;
  }
}

/** A difference whose code and bits take more than 13 bits; `used` is 0 if there is no such code. */
function longDifference(
  { limit, offset, categories }: HuffmanTable,
  packed: Uint8Array,
  bit: number,
): { readonly difference: number; readonly used: number } {
  const code = bits(packed, bit, 16);
  let length = 1;
  while (code >= limit[length] && length < 17) length++;
  if (length === 17) return { difference: 0, used: 0 };
  const category = categories[offset[length] + (code >> (16 - length))];
  const extra = category === 16 ? 0 : category;
  return { difference: signedDifference(category, bits(packed, bit + length, extra)), used: length + extra };
}

/** Up to 16 bits from a bit on; behind the end there are zeros. */
function bits(packed: Uint8Array, bit: number, count: number): number {
  const byte = bit >> 3;
  const window = ((packed[byte] ?? 0) << 16) | ((packed[byte + 1] ?? 0) << 8) | (packed[byte + 2] ?? 0);
  return (window >> (24 - count - (bit & 7))) & ((1 << count) - 1);
}
