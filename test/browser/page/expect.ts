/** The part of vitest's `expect` that the suite of operations uses, for pages. */
export function expect(
  got: unknown,
  text = "",
): Record<"toBe" | "toEqual" | "toBeUndefined", (wanted?: unknown) => void> {
  const same = (wanted: unknown): void => {
    const [left, right] = [got, wanted].map((value) => JSON.stringify(value));
    if (left !== right) expect.fail(`${text}: found ${left}, expected ${right}`);
  };
  return { toBe: same, toEqual: same, toBeUndefined: () => same(undefined) };
}

expect.fail = (message: string): never => {
  throw new Error(message);
};
