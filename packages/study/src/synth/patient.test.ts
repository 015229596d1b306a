import { expect, test } from "vitest";
import { patientOf } from "./patient.ts";
import { completeSynthOptions } from "./synth-options.ts";

const options = completeSynthOptions({ cases: 3000, seed: 11, centres: 3 });
const patients = Array.from({ length: options.cases }, (_, index) => patientOf(options, index));

test("centres take turns", () => {
  expect(patients.slice(0, 4).map(({ centre }) => centre.centre)).toEqual(["h1", "h2", "h3", "h1"]);
});

test("about one case in twenty is a second nodule, from the same person and the same scan", () => {
  const first = new Map<string, (typeof patients)[number]>();
  let second = 0;
  for (const patient of patients) {
    const earlier = first.get(patient.patient);
    if (earlier === undefined) first.set(patient.patient, patient);
    else {
      second++;
      expect(patient).toEqual(earlier);
    }
  }
  // Four standard errors of a binomial share.
  expect(Math.abs(second / options.cases - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / options.cases));
});

test("age, sex and smoking are distributed as in a surgical series", () => {
  const share = (of: (patient: (typeof patients)[number]) => boolean): number =>
    patients.filter(of).length / patients.length;
  const meanAge = patients.reduce((sum, { age }) => sum + age, 0) / patients.length;
  expect(Math.abs(meanAge - 63)).toBeLessThan(1);
  expect(Math.abs(share(({ sex }) => sex === "F") - 0.52)).toBeLessThan(0.04);
  expect(Math.abs(share(({ smoking }) => smoking === "never") - 0.48)).toBeLessThan(0.04);
  for (const { age } of patients) {
    expect(age).toBeGreaterThanOrEqual(32);
    expect(age).toBeLessThanOrEqual(89);
  }
});
