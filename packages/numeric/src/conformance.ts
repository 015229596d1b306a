/** A quantity outside its tolerance. */
export interface FailedQuantity {
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly tolerance: number;
}

/** A quantity outside its tolerance for a reason that was shown, not guessed. */
export interface DeviatingQuantity {
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly why: string;
}

/** What was not compared, because it is not implemented or not comparable. */
export interface SkippedQuantity {
  readonly id: string;
  readonly why: string;
}

/** The outcome of a conformance suite: total = passed + failed + deviations. */
export interface ConformanceReport {
  readonly suite: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly FailedQuantity[];
  readonly deviations: readonly DeviatingQuantity[];
  readonly skipped: readonly SkippedQuantity[];
}

/** One comparison with a reference. */
export interface Comparison {
  /** `PART/…`: the reference file, then the quantity's place in it. */
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
  /** How far they lie apart, in the tolerance's own measure; NaN fails. */
  readonly distance: number;
  readonly tolerance: number;
}

/** The comparisons of one part of a suite. */
export interface PartSummary {
  readonly part: string;
  total: number;
  failed: number;
  skipped: number;
  /** The largest distance as a share of its tolerance, and whose it is; exact comparisons that pass count as 0. */
  worst: { share: number; id: string };
}

/** Where a suite finds its reference files. */
export interface ReferenceFolder {
  /** Names of the files in a folder, sorted; none if the folder is not there. */
  names(folder: string): Promise<readonly string[]>;
  text(path: string): Promise<string>;
  bytes(path: string): Promise<Uint8Array>;
}

/** Collects comparisons into a report. */
export class ConformanceRecord {
  readonly suite: string;
  readonly #failed: FailedQuantity[] = [];
  readonly #deviations: DeviatingQuantity[] = [];
  readonly #skipped: SkippedQuantity[] = [];
  readonly #parts = new Map<string, PartSummary>();
  #total = 0;

  constructor(suite: string) {
    this.suite = suite;
  }

  /** Compares one quantity: it passes if the distance is at most the tolerance. */
  compare({ id, expected, got, distance, tolerance }: Comparison): void {
    const part = this.#part(id);
    this.#total++;
    part.total++;
    const share = distance === 0 ? 0 : Number.isNaN(distance) ? Infinity : distance / tolerance;
    if (share > part.worst.share) part.worst = { share, id };
    if (distance <= tolerance) return;
    part.failed++;
    this.#failed.push({ id, expected: printable(expected), got: printable(got), tolerance });
  }

  /** Compares one quantity that must be the same to the last digit. */
  same(id: string, got: unknown, expected: unknown): void {
    const distance = text(got) === text(expected) ? 0 : Infinity;
    this.compare({ id, expected, got, distance, tolerance: 0 });
  }

  /** Counts a quantity outside its tolerance as explained. */
  deviate({ id, expected, got, why }: DeviatingQuantity): void {
    this.#total++;
    this.#part(id).total++;
    this.#deviations.push({ id, expected: printable(expected), got: printable(got), why });
  }

  skip(id: string, why: string): void {
    this.#part(id).skipped++;
    this.#skipped.push({ id, why });
  }

  /** The parts in the order they came. */
  get parts(): readonly PartSummary[] {
    return [...this.#parts.values()];
  }

  report(): ConformanceReport {
    const [failed, deviations, skipped] = [this.#failed, this.#deviations, this.#skipped];
    const passed = this.#total - failed.length - deviations.length;
    return { suite: this.suite, total: this.#total, passed, failed, deviations, skipped };
  }

  #part(id: string): PartSummary {
    const [part = id] = id.split("/");
    const known = this.#parts.get(part);
    if (known) return known;
    const made: PartSummary = { part, total: 0, failed: 0, skipped: 0, worst: { share: 0, id: "" } };
    this.#parts.set(part, made);
    return made;
  }
}

/** The value with what JSON cannot hold (NaN, −0, bigint, undefined, typed arrays) written as text or plain arrays. */
function printable(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : numberText(value);
  if (typeof value === "bigint") return String(value);
  if (value === undefined) return "none";
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(Object.values(value), printable);
  if (Array.isArray(value)) return value.map(printable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printable(item)]));
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function text(value: unknown): string {
  return JSON.stringify(printable(value));
}
