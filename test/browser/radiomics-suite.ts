import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import { writeNifti } from "@hilum/volume/nifti";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataFolder } from "../../packages/volume/src/test/data-folder.ts";
import { smallLesion } from "../small-cohort.ts";
import { chromiumPath, chromiumTitle } from "./chromium.ts";
import { openBrowser, type OpenBrowser } from "./open-browser.ts";
import { type Features, measureLesion } from "./page/measure-lesion.ts";

const minute = 60_000;

interface Files {
  readonly image: Uint8Array;
  readonly mask: Uint8Array;
}

function syntheticLesion(): Files {
  const { image, mask } = smallLesion(randomStream("lesion in a browser"), { radiusMm: 5 });
  return { image: writeNifti(image), mask: writeNifti(mask) };
}

function phantom(name: string): Files {
  const file = (part: string) => new Uint8Array(readFileSync(join(dataFolder, "ibsi1", name, `${part}.nii.gz`)));
  return { image: file("phantom"), mask: file("mask") };
}

const lesions = {
  synthetic: syntheticLesion,
  digital: () => phantom("digital"),
  ct_nifti: () => phantom("ct_nifti"),
};

/** Compares every feature of lesions by presets in Chromium with Node's; phantoms that are not there are left out. */
export function describeRadiomics(
  title: string,
  presetsOf: Readonly<Partial<Record<keyof typeof lesions, readonly string[]>>>,
): void {
  const found = (["synthetic", "digital", "ct_nifti"] as const).flatMap((name) =>
    name === "synthetic" || existsSync(join(dataFolder, "ibsi1", name))
      ? (presetsOf[name] ?? []).map((preset) => ({ name, preset }))
      : [],
  );
  describe.skipIf(!chromiumPath)(chromiumTitle(title), () => {
    let browser: OpenBrowser;
    const files = new Map<string, Files>();
    beforeAll(async () => {
      const pages: Record<string, Uint8Array> = {};
      for (const name of new Set(found.map((row) => row.name))) {
        const own = lesions[name]();
        files.set(name, own);
        pages[`/lesions/${name}/image`] = own.image;
        pages[`/lesions/${name}/mask`] = own.mask;
      }
      browser = await openBrowser(pages);
    }, minute);
    afterAll(() => browser.close(), minute);

    test.each(found)(
      "$name, $preset: every feature as in Node, to the last bit",
      { timeout: 10 * minute },
      async ({ name, preset }) => {
        const { image, mask } = files.get(name)!;
        const here = measureLesion(image, mask, preset);
        const page = await browser.page(1);
        const there = await page.call<Features>(
          "measureFetched",
          `/lesions/${name}/image`,
          `/lesions/${name}/mask`,
          preset,
        );
        expect(there.length).toBe(here.length);
        expect(there.filter(([, value], n) => !Object.is(value, here[n][1]))).toEqual([]);
        expect(here.filter(([, value]) => Number.isFinite(value)).length).toBeGreaterThan(80);
      },
    );

    test("nothing is fetched from elsewhere", () => {
      expect(browser.foreign).toEqual([]);
    });
  });
}
