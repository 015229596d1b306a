/** What stands for a number that is not defined. */
export const DASH = "–";

/** An AUC, a score or another number between 0 and 1 as readers of the field expect it: "0.873". */
export function auc(value: number): string {
  return fixed(value, 3);
}

/** A fraction as a percentage with one decimal and no sign: 0.8125 is "81.3". */
export function percent(fraction: number): string {
  return fixed(fraction * 100, 1);
}

/** A p-value: three decimals, "<0.001" below that, ">0.999" above. */
export function pValue(p: number): string {
  if (p < 0.001) return "<0.001";
  return p > 0.999 ? ">0.999" : fixed(p, 3);
}

/** "0.812 to 0.934"; the word rather than a dash, because bounds may be negative. */
export function interval([low, high]: readonly [number, number], print: (value: number) => string): string {
  return `${print(low)} to ${print(high)}`;
}

/** A score or threshold on any scale: three decimals, or three significant digits where these would hide it. */
export function score(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 0.01 || magnitude >= 1e5)) return value.toPrecision(3).replace("-", "−");
  return fixed(value, 3);
}

/** A number with a given count of decimals and a typographic minus; never "−0.000". */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** "1 case", "12 cases", with a thin space between thousands. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${integer(count)} ${count === 1 ? noun : plural}`;
}

/** A whole number with a thin space between thousands: "12 480". */
export function integer(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
