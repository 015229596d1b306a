/** How far a piece of work is; the command line shows it, tests ignore it. */
export interface Progress {
  /** A step begins; `total` units of work. */
  start(step: string, total: number): void;
  /** One more unit is done. */
  advance(): void;
  /** How far a long unit of work is, by its name; without a text it is done. */
  note?(unit: string, text?: string): void;
  /** Something a person should know; the work goes on. */
  warn(message: string): void;
}

export const silent: Progress = { start: () => {}, advance: () => {}, warn: () => {} };

/** The progress of a part of a longer work: its steps are called "NAME, STEP". */
export function progressOfPart(progress: Progress, name: string): Progress {
  return { ...progress, start: (step, total) => progress.start(`${name}, ${step}`, total) };
}
