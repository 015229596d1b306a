import { loadOnnxRuntime } from "@hilum/graph/node";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, chromiumTitle } from "./chromium.ts";
import { distance } from "./distance.ts";
import { openBrowser, type OpenBrowser } from "./open-browser.ts";
import { type Learned, learnALittle } from "./page/learn-a-little.ts";

const minute = 60_000;
const { seed } = fc.readConfigureGlobal();

describe.skipIf(!chromiumPath)(chromiumTitle("graph, networks and learn in headless Chromium"), () => {
  let browser: OpenBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, minute);
  afterAll(() => browser.close(), minute);

  test.each([1, 2])(
    "three steps of training with %i threads give what they give in Node",
    { timeout: minute },
    async (threads) => {
      const page = await browser.page(threads);
      const there = await page.call<Learned>("learn", threads);
      expect(page.workers()).toBe(threads - 1);
      const here = await learnALittle(await loadOnnxRuntime(), threads);
      expect(here.losses[2]).not.toBe(here.losses[0]);
      expect(distance(there.losses, here.losses)).toBeLessThan(1e-5);
      expect(distance(there.logits.flat(), here.logits.flat())).toBeLessThan(1e-5);
      expect(Object.keys(there.variables)).toEqual(Object.keys(here.variables));
      for (const [name, values] of Object.entries(here.variables))
        expect(distance(there.variables[name], values), name).toBeLessThan(1e-5);
    },
  );

  test(
    "every operation agrees with its float64 oracle, its gradient with finite differences",
    { timeout: 2 * minute },
    async () => {
      const page = await browser.page(1);
      const names = await page.call<string[]>("operationNames");
      expect(names.length).toBeGreaterThan(50);
      for (const name of names) await page.call("checkOperation", name, 3, seed);
    },
  );

  test("an operation that disagrees is found", async () => {
    const page = await browser.page(1);
    await expect(page.call("checkWrongOperation")).rejects.toThrow("the oracle has");
  });

  test("nothing is fetched from elsewhere", () => {
    expect(browser.foreign).toEqual([]);
  });
});
