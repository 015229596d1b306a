/**
 * A date of DICOM (YYYYMMDD, also at the beginning of a date and time) a number of days later, as YYYYMMDD; undefined where the
 * text holds no such date.
 */
export function shiftedDate(text: string, days: number): string | undefined {
  const date = /^(\d{4})\.?(\d{2})\.?(\d{2})/.exec(text);
  if (date === null) return undefined;
  const [year, month, day] = date.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return civil(dayNumber(year, month, day) + days);
}

/** Whole years between two dates (YYYYMMDD); undefined where one is none. */
export function yearsBetween(birth: string, then: string): number | undefined {
  const [from, to] = [birth, then].map((text) => /^\d{8}$/.test(text) && Number(text));
  if (from === undefined || to === undefined || from === false || to === false || to < from) return undefined;
  return Math.floor((to - from) / 10_000);
}

/** Days since 1 March of the year 0, so that leap days come last in their year (proleptic Gregorian). */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear;
}

function civil(days: number): string {
  let year = Math.floor(days / 365.2425) + 1;
  while (dayNumber(year, 3, 1) > days) year--;
  const dayOfYear = days - dayNumber(year, 3, 1);
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = ((shifted + 2) % 12) + 1;
  const digits = (value: number, length: number) => String(value).padStart(length, "0");
  return digits(month <= 2 ? year + 1 : year, 4) + digits(month, 2) + digits(day, 2);
}
