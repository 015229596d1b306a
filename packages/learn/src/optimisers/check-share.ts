import { LearnError } from "../learn-error.ts";

/** Refuses an option that is not a share: a number in [0, 1). */
export function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new LearnError("bad-option", `${name} is ${value}; it must lie in [0, 1).`);
}
