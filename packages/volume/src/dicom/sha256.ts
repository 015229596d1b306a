/** SHA-256 of the parts one after the other (FIPS 180-4); 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const state = Uint32Array.from(roots(8, 1 / 2));
  const block = new Uint8Array(64);
  let filled = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    let at = 0;
    while (at < part.length) {
      const taken = part.subarray(at, at + 64 - filled);
      block.set(taken, filled);
      filled += taken.length;
      at += taken.length;
      if (filled === 64) {
        compress(state, block);
        filled = 0;
      }
    }
  }
  block.fill(0, filled);
  block[filled] = 0x80;
  if (filled >= 56) {
    compress(state, block);
    block.fill(0);
  }
  new DataView(block.buffer).setBigUint64(56, BigInt(length) * 8n);
  compress(state, block);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => digest.setUint32(4 * n, word));
  return new Uint8Array(digest.buffer);
}

/** The first 32 bits of the fractional parts of the roots of the first primes: the standard's constants, from their definition. */
function roots(count: number, power: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes.map((p) => (p ** power % 1) * 2 ** 32);
}

const constants = Uint32Array.from(roots(64, 1 / 3));
const schedule = new Uint32Array(64);

function compress(state: Uint32Array, block: Uint8Array): void {
  const view = new DataView(block.buffer, block.byteOffset, 64);
  for (let t = 0; t < 16; t++) schedule[t] = view.getUint32(4 * t);
  for (let t = 16; t < 64; t++) {
    const [x, y] = [schedule[t - 15], schedule[t - 2]];
    schedule[t] =
      schedule[t - 16] +
      (rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)) +
      schedule[t - 7] +
      (rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const first =
      h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + schedule[t];
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => {
    state[n] += word;
  });
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
