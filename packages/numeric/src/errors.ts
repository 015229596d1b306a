/**
 * A failure that a user can act on: the message says what was found, what was needed and the next step.
 *
 * `code` is stable and for programs; the message is for people. Every package throws a subclass of its own.
 */
export class HilumError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
