import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { radiomicsPages } from "../scripts/radiomics-docs.ts";

const folder = fileURLToPath(new URL("../docs/radiomics/", import.meta.url));

test("docs/radiomics is what the code says; if not: npm run docs", () => {
  const pages = radiomicsPages();
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages) expect(readFileSync(folder + file, "utf8"), file).toBe(text);
});
