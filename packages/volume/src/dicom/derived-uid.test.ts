import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { derivedUid } from "./derived-uid.ts";
import { sha256 } from "./sha256.ts";

test("SHA-256 agrees with Node's for every length around the block size, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      const expected = new Uint8Array(createHash("sha256").update(bytes).digest());
      expect(sha256(bytes)).toEqual(expected);
      expect(sha256(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(expected);
    }),
  );
  for (let length = 0; length < 130; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(sha256(bytes)).toEqual(new Uint8Array(createHash("sha256").update(bytes).digest()));
  }
});

test("a derived UID is valid, depends on every part, and is the same for the same parts", () => {
  const uid = derivedUid("segmentation", new Uint8Array([1, 2, 3]));
  expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
  expect(derivedUid("segmentation", new Uint8Array([1, 2, 3]))).toBe(uid);
  const others = [derivedUid("segmentation", new Uint8Array([1, 2, 4])), derivedUid("ab"), derivedUid("a", "b"), uid];
  expect(new Set(others).size).toBe(4);
});
