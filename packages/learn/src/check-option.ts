import { LearnError } from "./learn-error.ts";

/** Refuses an option that is not a positive finite number. */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new LearnError("bad-option", `${name} is ${value}; it must be a positive number.`);
  }
}

/** Refuses an option that does not count anything: a whole number of at least 1. */
export function checkCount(name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw new LearnError("bad-option", `${name} is ${value}; it must be a whole number of at least 1.`);
  }
}
