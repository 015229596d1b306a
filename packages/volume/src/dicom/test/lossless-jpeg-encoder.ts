/** What a lossless JPEG frame for tests is to be (ISO/IEC 10918-1, annex H). */
export interface LosslessFacts {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly predictor: number;
  readonly pointTransform?: number;
  /** Rows between restart markers; 0 for none. */
  readonly restartRows?: number;
  /** Bytes of 255 put before the end marker. */
  readonly fill?: number;
  readonly samples: ArrayLike<number>;
}

/** A slow encoder, written from the standard's formulas with one fixed Huffman table: an oracle for the quick decoder. */
export function encodeLosslessJpeg(facts: LosslessFacts): Uint8Array {
  const { rows, columns, precision, predictor, pointTransform = 0, restartRows = 0, fill = 0 } = facts;
  const bytes: number[] = [0xff, 0xd8];
  const segment = (code: number, ...content: number[]): void => {
    bytes.push(0xff, code, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  };
  segment(0xc3, precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0);
  // Seventeen categories: one code of 1 bit for category 0, the others of 5 and 6 bits.
  const lengths = [0, 1, 0, 0, 5, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  segment(0xc4, 0, ...lengths, ...Array.from({ length: 17 }, (_, category) => category));
  if (restartRows > 0) segment(0xdd, (restartRows * columns) >> 8, (restartRows * columns) & 255);
  segment(0xda, 1, 1, 0, predictor, 0, pointTransform);

  let pending = 0;
  let count = 0;
  const put = (value: number, width: number): void => {
    for (let bit = width - 1; bit >= 0; bit--) {
      pending = (pending << 1) | ((value >> bit) & 1);
      if (++count === 8) {
        bytes.push(pending);
        if (pending === 0xff) bytes.push(0);
        pending = 0;
        count = 0;
      }
    }
  };
  const fillByte = (): void => put(255, (8 - count) % 8);
  const at = (row: number, column: number): number => facts.samples[row * columns + column] >> pointTransform;
  for (let row = 0; row < rows; row++) {
    const first = restartRows > 0 ? row % restartRows === 0 : row === 0;
    if (first && row > 0) {
      fillByte();
      bytes.push(0xff, 0xd0 + ((row / restartRows - 1) % 8));
    }
    for (let column = 0; column < columns; column++) {
      const [a, b, c] = [at(row, column - 1), row > 0 ? at(row - 1, column) : 0, row > 0 ? at(row - 1, column - 1) : 0];
      const formulas = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1];
      const start = first ? 2 ** (precision - pointTransform - 1) : b;
      const prediction = column === 0 ? start : first ? a : formulas[predictor];
      const difference = ((at(row, column) - prediction + 32_768) & 0xffff) - 32_768;
      const category = difference === -32_768 ? 16 : Math.abs(difference).toString(2).length * Number(difference !== 0);
      if (category === 0) put(0, 2);
      else if (category <= 5) put(0b01000 + category - 1, 5);
      else put(0b011010 + category - 6, 6);
      if (category > 0 && category < 16) put(difference > 0 ? difference : difference + 2 ** category - 1, category);
    }
  }
  fillByte();
  for (let n = 0; n < fill; n++) bytes.push(0xff);
  return Uint8Array.from([...bytes, 0xff, 0xd9]);
}
