import { expect, test } from "vitest";
import { clinicalEncoding, encodeClinical, missingCounts } from "./clinical-encoding.ts";

const cells = (rows: readonly Readonly<Record<string, string>>[]) => rows.map((row) => new Map(Object.entries(row)));
const developing = cells([
  { age: "61", sex: "F", lobe: "RUL", ggo: "low" },
  { age: "70", sex: "M", lobe: "LUL", ggo: "high" },
  { age: "n/a", sex: "M", lobe: "RML", ggo: "" },
]);
const columns = [{ column: "age" }, { column: "sex" }, { column: "lobe" }, { column: "ggo", order: ["low", "high"] }];
const encoding = clinicalEncoding(columns, developing, ["n/a"]);

test("numbers stay, two words are one indicator, more words one each, ordered words their rank", () => {
  const table = encodeClinical(encoding, developing);
  expect(table.columns).toEqual(["age", "sex=M", "lobe=LUL", "lobe=RML", "lobe=RUL", "ggo"]);
  expect(table.rows.map((row) => Array.from(row))).toEqual([
    [61, 0, 0, 0, 1, 0],
    [70, 1, 1, 0, 0, 1],
    [NaN, 1, 0, 1, 0, NaN],
  ]);
});

test("a gap, a word for missing, and a word that no developing case has are missing", () => {
  const strange = cells([{ age: "n/a", sex: "X", lobe: "", ggo: "medium" }]);
  expect(Array.from(encodeClinical(encoding, strange).rows[0]).every(Number.isNaN)).toBe(true);
  expect(missingCounts(encoding, strange).map((count) => count.cases)).toEqual([1, 1, 1, 1]);
});

test("names and free text are no categories", () => {
  const names = cells(Array.from({ length: 30 }, (_, i) => ({ name: `patient ${i}` })));
  expect(() => clinicalEncoding([{ column: "name" }], names, [])).toThrow(/"name" has 30 different words/);
  expect(() => clinicalEncoding([{ column: "stage" }], names, [])).toThrow(/"stage" is empty/);
});
