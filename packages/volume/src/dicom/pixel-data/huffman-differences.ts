/** Codes of up to this many bits, their difference included, are found in one look. */
const QUICK_BITS = 13;

/** A Huffman table of JPEG lossless: it turns bits into differences between neighbouring samples. */
export interface HuffmanTable {
  /** By the next 13 bits: difference * 256 + number of bits used; 0 where more bits have to be looked at. */
  readonly quick: Int32Array;
  /** By code length (1 to 16): the first code that is longer, left-aligned to 16 bits; and where its categories stand. */
  readonly limit: Int32Array;
  readonly offset: Int32Array;
  readonly categories: Uint8Array;
}

/**
 * Builds a table from its description in a DHT segment; undefined if the counts are no Huffman code.
 *
 * @param counts - How many codes there are of each length 1 to 16.
 * @param categories - Number of bits of the difference behind each code, shortest code first.
 * @see ISO/IEC 10918-1, annex C and H.1.2.2
 */
export function huffmanTable(counts: Uint8Array, categories: Uint8Array): HuffmanTable | undefined {
  const limit = new Int32Array(18);
  const offset = new Int32Array(17);
  const quick = new Int32Array(1 << QUICK_BITS);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    offset[length] = index - code;
    for (let n = 0; n < counts[length - 1]; n++, code++, index++) {
      if (code >= 1 << length || categories[index] > 16) return undefined;
      fillQuick(quick, code, length, categories[index]);
    }
    limit[length] = code << (16 - length);
    code <<= 1;
  }
  limit[17] = 0x10000;
  return { quick, limit, offset, categories };
}

function fillQuick(quick: Int32Array, code: number, length: number, category: number): void {
  // Category 16 is the difference 32768 and has no bits behind it.
  const extra = category === 16 ? 0 : category;
  const used = length + extra;
  if (used > QUICK_BITS) return;
  const copies = 1 << (QUICK_BITS - used);
  for (let bits = 0; bits < 1 << extra; bits++) {
    const entry = signedDifference(category, bits) * 256 + used;
    const from = ((code << extra) | bits) << (QUICK_BITS - used);
    quick.fill(entry, from, from + copies);
  }
}

/** The difference of a category and its bits: those that begin with 0 are negative (table H.2, figure F.12). */
export function signedDifference(category: number, bits: number): number {
  if (category === 0) return 0;
  if (category === 16) return 32_768;
  return bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
}
