import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { base64 } from "./base64.ts";

test("agrees with the encoder of Node for any bytes", () => {
  assert(
    property(uint8Array({ maxLength: 50 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }),
  );
});
