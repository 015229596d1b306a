import { sha256 } from "../sha256.ts";

const BLOCK = 64;

/** HMAC-SHA-256 (RFC 2104): a hash that only the holder of the key can make; 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const short = key.length > BLOCK ? sha256(key) : key;
  const padded = (pad: number) => Uint8Array.from({ length: BLOCK }, (_, n) => (short[n] ?? 0) ^ pad);
  return sha256(padded(0x5c), sha256(padded(0x36), message));
}
