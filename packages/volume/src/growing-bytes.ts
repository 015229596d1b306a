/** Bytes that arrive piece by piece; memory grows with what really came, up to a limit. */
export interface GrowingBytes {
  /** Appends a piece; false, and nothing appended, if that would go beyond the limit. */
  add(piece: Uint8Array): boolean;
  readonly length: number;
  /** What has come so far, a view. */
  bytes(): Uint8Array;
}

/** An empty store with room for `guess` bytes at first. */
export function growingBytes(guess: number, limit: number): GrowingBytes {
  let room = new Uint8Array(Math.min(guess, limit));
  let length = 0;
  return {
    add(piece) {
      const needed = length + piece.length;
      if (needed > limit) return false;
      if (needed > room.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * room.length)));
        larger.set(room.subarray(0, length));
        room = larger;
      }
      room.set(piece, length);
      length = needed;
      return true;
    },
    get length() {
      return length;
    },
    bytes: () => room.subarray(0, length),
  };
}
