import { expect, test } from "vitest";
import { families } from "./families.ts";
import { familyNotes } from "./family-notes.ts";
import { featureFormula, featureFormulas } from "./feature-formulas.ts";
import { ibsiFamilies } from "./ibsi/ibsi-families.ts";

const pyradiomics = [...families.values()].flatMap(({ features }) => features);
const ibsi = [...ibsiFamilies.values()].flatMap(({ features }) => features);
const codes = new Set(ibsi.map((feature) => feature.ibsi));

test("every feature of both worlds has a formula, a unit and a stable name", () => {
  for (const feature of [...pyradiomics, ...ibsi]) {
    expect(featureFormula(feature), feature.key).not.toBe("");
    expect(feature.unit, feature.key).toMatch(/^(1|bit|1\/mm|mm|mm\^[23]|intensity(\^2)?( mm\^3)?)$/);
    expect(feature.key).toMatch(/^[a-z][A-Za-z0-9]*$/);
  }
});

test("every formula by an identifier is that of a feature, and says so once", () => {
  expect([...featureFormulas.keys()].filter((code) => !codes.has(code))).toEqual([]);
  expect(featureFormulas.size).toBe(codes.size);
});

test("an identifier on a feature of PyRadiomics is one of the manual's, or the row has a formula of its own", () => {
  const without = pyradiomics.filter((feature) => feature.ibsi === undefined || !codes.has(feature.ibsi));
  expect(without.map((feature) => feature.pyradiomics)).toEqual([
    "Maximum2DDiameterColumn",
    "Maximum2DDiameterRow",
    "Maximum2DDiameterSlice",
    "TotalEnergy",
    "MCC",
  ]);
  for (const feature of pyradiomics) expect(feature.formula === undefined).toBe(feature.ibsi !== undefined);
});

test("every family has what its page needs, and every note a family", () => {
  const names = [...families.keys(), ...ibsiFamilies.keys()];
  expect([...familyNotes.keys()].sort()).toEqual(names.sort());
  for (const { formulas } of [...families.values(), ...ibsiFamilies.values()]) expect(formulas).toMatch(/^https:.*#/);
});
