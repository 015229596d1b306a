import { HilumError } from "@hilum/numeric/errors";

/** The call was wrong: exit code 2. */
export class UsageError extends HilumError {
  constructor(message: string) {
    super("usage", message);
  }
}
