import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hmacSha256 } from "./hmac.ts";
import { cappedAge } from "./patient-age.ts";
import { pseudonyms } from "./pseudonyms.ts";
import { shiftedDate } from "./shifted-date.ts";

const key = new Uint8Array(32).fill(5);
const bytes = fc.uint8Array({ maxLength: 200 });
const dicomDate = (date: Date) => date.toISOString().slice(0, 10).replaceAll("-", "");
const dates = fc.date({ min: new Date("1890-01-01"), max: new Date("2100-12-31"), noInvalidDate: true });

test("the keyed hash is HMAC-SHA-256, for keys and messages of any length", () => {
  fc.assert(
    fc.property(bytes, bytes, (secret, message) => {
      const expected = createHmac("sha256", secret).update(message).digest("hex");
      expect(Buffer.from(hmacSha256(secret, message)).toString("hex")).toBe(expected);
    }),
  );
});

test("moving a date by days agrees with the calendar", () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -4000, max: 4000 }), (date, days) => {
      expect(shiftedDate(dicomDate(date), days)).toBe(dicomDate(new Date(date.getTime() + days * 864e5)));
    }),
  );
});

test.each(["", "2019", "20191301", "abc"])("%j is no date", (text) => expect(shiftedDate(text, 1)).toBeUndefined());

test("all dates of a patient move by the same days, one to ten years back; those of another patient by others", () => {
  const shift = (patient: string) => {
    const { date } = pseudonyms(key, patient);
    const days = (text: string) => Date.parse(`${date(text)!.replace(/(....)(..)(..)/, "$1-$2-$3")}T00:00Z`) / 864e5;
    expect(days("20200301") - days("20200228")).toBe(2);
    return Date.parse("2020-03-01T00:00Z") / 864e5 - days("20200301");
  };
  const shifts = Array.from({ length: 50 }, (_, n) => shift(`P${n}`));
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(365);
  expect(Math.max(...shifts)).toBeLessThanOrEqual(3650);
  expect(new Set(shifts).size).toBeGreaterThan(40);
});

test("UIDs of the standard stay, others become valid ones that differ", () => {
  const { uid } = pseudonyms(key, "P1");
  expect(uid("1.2.840.10008.1.2.1")).toBe("1.2.840.10008.1.2.1");
  const mapped = Array.from({ length: 100 }, (_, n) => uid(`1.2.3.4.${n}`));
  expect(new Set(mapped).size).toBe(100);
  for (const one of mapped) expect(one).toMatch(/^2\.25\.[1-9]\d{20,38}$/);
  expect(mapped.every((one) => one.length <= 64)).toBe(true);
});

test.each([
  ["067Y", undefined, undefined, "067Y"],
  ["091Y", undefined, undefined, "090Y"],
  ["67", undefined, undefined, "067Y"],
  ["011M", undefined, undefined, "011M"],
  [undefined, "19500615", "20200614", "069Y"],
  [undefined, "19500615", "20200615", "070Y"],
  [undefined, "19500615", undefined, undefined],
])("age %j, born %j, seen %j: %j", (age, birth, study, expected) => {
  expect(cappedAge(age, birth, study)).toBe(expected);
});
