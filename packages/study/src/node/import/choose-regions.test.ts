import { expect, test } from "vitest";
import { chooseRegions } from "./choose-regions.ts";

const regions = (...names: string[]) => names.map((name, n) => ({ number: n + 1, name }));
const names = (all: string[], wanted: string[] = []) => {
  const choice = chooseRegions(regions(...all), wanted);
  return "regions" in choice ? choice.regions.map(({ name }) => name) : choice.reason;
};

test("the only region is the mask", () => expect(names(["anything"])).toEqual(["anything"]));

test.each(["GTV-1", "gtvp", "Tumour", "Nodule 3", "lesion_a", "rt lung mass"])(
  "of several, the one with a lesion's name: %s",
  (name) => {
    expect(names(["lung_L", name, "Heart", "igtvoid"])).toEqual([name]);
  },
);

test("two with a lesion's name, or none, need a wish", () => {
  expect(names(["GTV-1", "GTV-2", "Heart"])).toBe("it holds 3 regions, 2 with a lesion's name; say which with --roi");
  expect(names(["Heart", "Lung"])).toMatch(/none with a lesion's name/);
  expect(names([])).toMatch(/no region/);
});

test.each([
  ["gtv-1", ["GTV-1"]],
  ["GTV*", ["GTV-1", "GTV 2 boost"]],
  ["*boost", ["GTV 2 boost"]],
  ["g*2*o*t", ["GTV 2 boost"]],
  ["*", ["GTV-1", "GTV 2 boost", "a.b"]],
  ["ROI 3", ["a.b"]],
])("--roi %j takes %j", (wish, expected) => expect(names(["GTV-1", "GTV 2 boost", "a.b"], [wish])).toEqual(expected));

test.each(["GTV", "a?b", "*x*", "GTV*1*1", ".*"])("--roi %j takes none", (wish) => {
  expect(names(["GTV-1", "GTV 2 boost", "a.b"], [wish])).toMatch(/none of its 3 regions/);
});
