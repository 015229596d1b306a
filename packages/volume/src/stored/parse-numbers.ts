const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** No number needs more characters; a bound on the time that the pattern above may take. */
const LONGEST = 64;

/** The number that a text is as a whole, in decimal notation; `undefined` if it is none or not finite. */
export function parseReal(text: string): number | undefined {
  const x = text.length <= LONGEST && decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(x) ? x : undefined;
}

/** The numbers between blanks (or commas); `undefined` if one of them is none. */
export function parseReals(text: string): number[] | undefined {
  const reals = text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map(parseReal);
  return reals.every((x) => x !== undefined) ? reals : undefined;
}
