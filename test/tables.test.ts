import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { beforeAll, describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { tableText, writeSmallCohort } from "./small-cohort.ts";
import type { SmallCase } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
let cases: SmallCase[];

beforeAll(() => {
  cases = writeSmallCohort(cwd, 6);
});

/** What `hilum check --json` says of a study with this text. */
async function check(studyText: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  writeFileSync(join(cwd, "dialect.yaml"), studyText);
  return runHilum(["check", "dialect.yaml", "--out", "dialect.html", "--jobs", "1", "--json"], { cwd });
}

const eligibility = 'eligibility: ["age <= 54.5"]\n';

describe("a table of cases is read as it comes", () => {
  test.each<[string, string, (rows: SmallCase[]) => string | Uint8Array, string]>([
    [
      "with semicolons, decimal commas, a byte order mark and Windows line ends",
      "german.csv",
      (rows) =>
        `\uFEFF${tableText(rows, ";")
          .replaceAll(/(\d)\.5\b/g, "$1,5")
          .replaceAll("\n", "\r\n")}`,
      "",
    ],
    ["as an Excel workbook", "book.xlsx", (rows) => workbook(tableText(rows, "\t")), ""],
    [
      "with words for labels and names of its own for columns",
      "words.csv",
      (rows) =>
        tableText(rows, ",")
          .replace("case,patient,centre", "id,person,hospital")
          .replaceAll(/,([01]),(?=\d+\.)/g, (_, label) => (label === "1" ? ",pN+," : ",pN-,")),
      "columns: { case: id, patient: person, centre: hospital }\nlabel: { positive: pN+, negative: pN- }\n",
    ],
  ])("%s", async (_name, file, write, more) => {
    writeFileSync(join(cwd, file), write(cases));
    const { code, stdout, stderr } = await check(`cases: ${file}\nfolds: 2\n${more}${eligibility}`);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cases: 6,
      eligible: 5,
      excluded: [{ reason: "not age <= 54.5", excluded: 1, remaining: 5 }],
      parts: { develop: { cases: 5, positives: 2, centres: ["h1", "h2", "h3"] } },
      errors: [],
    });
  });
});

describe("a wrong study file or table is refused with file, line and field", () => {
  test.each<[string, RegExp]>([
    ["name: x\nfold: 5\n", /dialect\.yaml, line 2: fold: unknown field\. Did you mean "folds"\?/],
    [
      "radiomics: { preset: pyradiomics, binWith: 5 }\n",
      /dialect\.yaml.*binWith: unknown field\. Did you mean "binWidth"\?/,
    ],
    ['eligibility: ["ctr >= 0.5"]\n', /cases\.csv: no column "ctr"/],
    ["label: { positive: yes, negative: no }\n", /cases\.csv, line 2: the label is "0"; expected "yes" or "no"/],
    ["split: { develop: [h1, h9] }\n", /no eligible case of centre "h9".*Centres found: h1/],
    ["cases: ${HILUM_NOT_SET}/cases.csv\n", /cases: the environment variable HILUM_NOT_SET is not set/],
  ])("%j", async (text, message) => {
    const { code, stderr } = await check(text);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expectPlainMessage(stderr);
  });
});

/** The smallest workbook that Excel opens: one sheet, text as inline strings, numbers as numbers. */
function workbook(tabSeparated: string): Uint8Array {
  const rows = tabSeparated
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  const cell = (text: string, column: number, row: number) => {
    const at = `${String.fromCharCode(65 + column)}${row + 1}`;
    return /^[\d.]+$/.test(text)
      ? `<c r="${at}"><v>${text}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  };
  const sheet = rows
    .map((cells, r) => `<row r="${r + 1}">${cells.map((text, c) => cell(text, c, r)).join("")}</row>`)
    .join("");
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packaged = "http://schemas.openxmlformats.org/package/2006";
  const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const files = {
    "[Content_Types].xml": `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheet}.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="cases" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packaged}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(declaration + text)])));
}
