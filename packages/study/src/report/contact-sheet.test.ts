import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { contactSheet } from "./contact-sheet.ts";
import type { ContactSheetEntry } from "./contact-sheet.ts";
import { markupProblems, visibleText } from "./test/markup-checker.ts";
import { HOSTILE, smallReport } from "./test/small-report.ts";

const slice = smallReport().examples[0]?.slice;
const summary = { name: HOSTILE, version: "1.2.3", date: "2026-01-31", notes: [`note ${HOSTILE}`] };
const entry = (id: string, more: Partial<ContactSheetEntry> = {}): ContactSheetEntry => ({
  case: id,
  centre: "h1",
  label: 0,
  caption: "2 mm slices",
  problems: [],
  ...(slice && { slice }),
  ...more,
});

test("the page is self-contained, well-formed and escapes what it shows", () => {
  const sheet = contactSheet([entry(HOSTILE, { centre: HOSTILE, caption: HOSTILE, problems: [HOSTILE] })], summary);
  expect(markupProblems(sheet)).toEqual([]);
  expect(sheet).not.toMatch(/<script|https?:/);
  expect(visibleText(sheet)).toContain(`note ${HOSTILE}`);
});

test("cases with problems come first, in red, even without a picture", () => {
  const { slice: _, ...withoutPicture } = entry("broken", { problems: ["The mask is empty."] });
  const sheet = contactSheet([entry("fine"), withoutPicture], summary);
  expect(sheet.indexOf("<b>broken</b>")).toBeLessThan(sheet.indexOf("<b>fine</b>"));
  expect(sheet).toMatch(
    /class="sheet problems"><figure><div class="blank">no picture<\/div>.*<li>The mask is empty\.<\/li>.*id="centre-1"/s,
  );
  expect(sheet.match(/<b>broken<\/b>/g)).toHaveLength(1);
});

test("counts cases by centre and label", () => {
  const sheet = contactSheet(
    [
      entry("1", { centre: "h2", label: 1 }),
      entry("2", { centre: "h2", label: 1, problems: ["x"] }),
      entry("3", { centre: "h2", label: undefined }),
      entry("4"),
    ],
    summary,
  );
  const rows = [...sheet.matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map(([row]) =>
    visibleText(row).trim().replace(/ +/g, " "),
  );
  expect(rows).toEqual(["h1 1 0 1 0 0", "h2 3 2 0 1 1", "All 4 2 1 1 1"]);
});

test("six hundred noisy cases stay below 6 MB", () => {
  const random = randomStream(1, "sheet");
  const size = 60;
  const noisy = Array.from({ length: 30 }, (_, index) =>
    entry(`case ${index}`, {
      slice: {
        width: size,
        height: size,
        spacing: [0.7, 0.7],
        // A noise of 40 HU in the lung window, as low-dose CT has it.
        grey: Uint8Array.from({ length: size * size }, (_, at) => 60 + (at % size) + random.normal() * 6.4),
        mask: Uint8Array.from({ length: size * size }, (_, at) =>
          Math.hypot((at % size) - 30, at / size - 30) < 12 ? 1 : 0,
        ),
      },
    }),
  );
  const one = contactSheet([], summary).length;
  expect(one + ((contactSheet(noisy, summary).length - one) / 30) * 600).toBeLessThan(6e6);
});
