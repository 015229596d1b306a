import { expect, test } from "vitest";
import { discreet } from "./discreet.ts";

test("UIDs, quoted names and what identifies are blanked, whole words only", () => {
  const message =
    'Image 1.2.840.55555.3 of "Müller, Jörg" (Winterhalter; winterhalters): 0.97 mm, "DICM" stands at byte 128.';
  expect(discreet(message, { identifiers: ["winterhalter", "mm.", "of"] })).toBe(
    'Image (UID) of "..." ((removed); winterhalters): 0.97 mm, "DICM" stands at byte 128.',
  );
});

test("neutral names of regions stay", () => {
  expect(discreet('"ROI 2" and "Kessel"', { harmless: ["ROI 2"] })).toBe('"ROI 2" and "..."');
});
