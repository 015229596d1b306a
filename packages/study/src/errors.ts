import { HilumError } from "@hilum/numeric";

/** A file may hold names of any length; a message never passes on more of them than a person would read. */
const longestMessage = 4000;

/** Something about a study, its files or its cases that keeps the work from going on. */
export class StudyError extends HilumError {
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(code, message.length > longestMessage ? `${message.slice(0, longestMessage)}...` : message, options);
  }
}

/** The text of any thrown thing, for a person; a stack or an error name is never part of it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A cell or a name from a file as a message may show it: in quotes, and cut where it is longer than a line. */
export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`;
}
