import { expect, test } from "vitest";
import { selectCohort } from "./cohort.ts";
import { parseCsvTable } from "./tables/csv-table.ts";
import { parseStudy } from "./study-file/study-file.ts";

const csv = `case,patient,centre,image,mask,label,size,sex
a,p1,h1,a.nii,am.nii,1,12,F
b,p1,h1,b.nii,bm.nii,0,25,F
c,p2,h2,c.nii,cm.nii,0,,M
d,p3,h3,d.nii,dm.nii,,9,M
e,p4,h4,e.nii,em.nii,1,8,M
f,p5,h3,f.nii,fm.nii,1,8,M
`;
const select = (yaml: string, text = csv) => selectCohort(parseCsvTable(text, "cases.csv"), parseStudy(yaml));

test("every exclusion is counted, in order, and missing values never pass a rule", () => {
  const cohort = select('eligibility: ["size <= 20"]\nsplit: { develop: [h1], tests: { far: [h3] } }');
  expect(cohort.total).toBe(6);
  expect(cohort.steps).toEqual([
    { reason: "not size <= 20 (1 without a value)", excluded: 2, remaining: 4 },
    { reason: "no label", excluded: 1, remaining: 3 },
    { reason: "centre in no part of the split", excluded: 1, remaining: 2 },
  ]);
  expect(cohort.cases.map(({ id, part }) => [id, part])).toEqual([
    ["a", "develop"],
    ["f", "far"],
  ]);
});

test("a case without a centre belongs nowhere and is counted", () => {
  const cohort = select("", "case,centre,image,mask,label\na,h1,i,m,1\nb,,i,m,0\n");
  expect(cohort.steps).toEqual([{ reason: "no centre", excluded: 1, remaining: 1 }]);
});

test("columns of another table are mapped, paths are made of columns", () => {
  const cohort = select(
    'columns: { case: id, centre: site, label: status, image: "{id}/image.nii.gz", mask: "{id}/mask.nii.gz" }\nlabel: { positive: pN+ }',
    "id,site,status\nx1,A,pN+\nx2,B,pN0\n",
  );
  expect(cohort.cases).toEqual([
    {
      id: "x1",
      patient: "x1",
      centre: "A",
      label: 1,
      image: "x1/image.nii.gz",
      mask: "x1/mask.nii.gz",
      part: "develop",
    },
    {
      id: "x2",
      patient: "x2",
      centre: "B",
      label: 0,
      image: "x2/image.nii.gz",
      mask: "x2/mask.nii.gz",
      part: "develop",
    },
  ]);
  expect(cohort.warnings).toHaveLength(1);
});

test.each([
  ['eligibility: ["sise <= 20"]', /no column "sise". Did you mean "size"\?/],
  ['eligibility: ["size ~ 20"]', /not of the form COLUMN OPERATOR VALUE/],
  ['eligibility: ["sex <= F"]', /needs a number; found "F"/],
  ['eligibility: ["size > 100"]', /none of 6 cases is left/],
  ["split: { develop: [h1], tests: { h: [h1] } }", /"h1" stands in "h" and in "develop"/],
  ["split: { develop: [h1, h9] }", /no eligible case of centre "h9"/],
  ["label: { positive: '2', negative: '0' }", /line 2: the label is "1"; expected "2" or "0"/],
  ["columns: { age: x }", /"age" is not a field of a case/],
  ["columns: { centre: site }", /no column "site". Did you mean "size"\?/],
])("a study that does not fit its table is refused: %s", (yaml, message) => {
  expect(() => select(yaml)).toThrow(message);
});

test("a patient on both sides of the split is refused, without printing the patient's name", () => {
  const text = "case,patient,centre,image,mask,label\na,Smith,h1,a,a,1\nb,Smith,h2,b,b,0\n";
  const attempt = () => select("split: { develop: [h1], tests: { t: [h2] } }", text);
  expect(attempt).toThrow(/a patient \(of case "b"\) stands in "develop" and in "t"/);
  expect(attempt).not.toThrow(/Smith/);
});

test("a case that stands twice is refused", () => {
  expect(() => select("", "case,image,mask,label\na,i,m,1\na,i,m,0\n")).toThrow(/"a" stands twice/);
});

test("an unclear label names its line and the way out", () => {
  expect(() => select("", "case,image,mask,label\na,i,m,pN1\n")).toThrow(
    /line 2: the label is "pN1".*Map words with label:/,
  );
});
