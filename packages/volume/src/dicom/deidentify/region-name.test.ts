import { expect, test } from "vitest";
import { regionName } from "./region-name.ts";

test.each(["GTV-1", "gtv_p", "Tumour left lung", "LUL nodule 2", "PTV (70)", "Lesion A"])(
  "%s is said everywhere and stays",
  (name) => expect(regionName(name, 4)).toBe(name),
);

test.each(["GTV Winterhalter", "Mueller", "Tumor Dr. Kessel", "GTV 19310417", "腫瘍", ""])(
  "%j may name somebody",
  (name) => expect(regionName(name, 4)).toBe("ROI 4"),
);
