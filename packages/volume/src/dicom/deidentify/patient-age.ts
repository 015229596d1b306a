import { yearsBetween } from "./shifted-date.ts";

/** Above this a year of age tells who somebody is (45 CFR 164.514(b)(2)(i)(C)); everyone older counts as 90. */
const OLDEST = 89;

/**
 * A patient's age as DICOM writes it ("067Y"), of 90 and more as "090Y": the stored one, otherwise from birth and study date; undefined
 * where neither is there.
 */
export function cappedAge(age: string | undefined, birth?: string, study?: string): string | undefined {
  if (age !== undefined && /^\d{3}[DWM]$/.test(age)) return age;
  const stated = /^(\d{1,3})Y?$/.exec(age ?? "")?.[1];
  const years = stated === undefined ? yearsBetween(birth ?? "", study ?? "") : Number(stated);
  return years === undefined ? undefined : `${String(Math.min(years, OLDEST + 1)).padStart(3, "0")}Y`;
}
