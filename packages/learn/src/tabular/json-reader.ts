import { LearnError } from "../learn-error.ts";

/** No model has more columns or support vectors; a file that claims so must not take the memory for it. */
const longestList = 200_000;

/** Takes plain JSON apart and says where it is not what a fitted pipeline needs. Never runs anything it reads. */
export class JsonReader {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  /** The value under a key of an object. */
  key(name: string): JsonReader {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.#refuse("an object");
    if (!Object.hasOwn(value, name)) return this.#refuse(`an object with the key "${name}"`);
    return new JsonReader(Object.getOwnPropertyDescriptor(value, name)?.value, `${this.#path}.${name}`);
  }

  list(length?: number): JsonReader[] {
    const value = this.#value;
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
      return this.#refuse(length === undefined ? "a list" : `a list of ${length}`);
    }
    if (value.length > longestList) return this.#refuse(`a list of at most ${longestList} items`);
    return Array.from(value, (item: unknown, i) => new JsonReader(item, `${this.#path}[${i}]`));
  }

  nonEmptyList(): JsonReader[] {
    const items = this.list();
    return items.length > 0 ? items : this.#refuse("a list with at least one item");
  }

  string(): string {
    return typeof this.#value === "string" ? this.#value : this.#refuse("a string");
  }

  boolean(): boolean {
    return typeof this.#value === "boolean" ? this.#value : this.#refuse("true or false");
  }

  /** A finite number, at least `minimum`. */
  number(minimum = -Infinity): number {
    const value = this.#value;
    if (typeof value !== "number" || !Number.isFinite(value)) return this.#refuse("a finite number");
    return value >= minimum ? value : this.#refuse(`a number of at least ${minimum}`);
  }

  integer(minimum: number, below = Infinity): number {
    const value = this.number();
    const fits = Number.isSafeInteger(value) && value >= minimum && value < below;
    return fits ? value : this.#refuse(`a whole number from ${minimum} to below ${below}`);
  }

  /** One of some words. */
  oneOf<const T extends string>(words: readonly T[]): T {
    return words.find((word) => word === this.#value) ?? this.#refuse(`one of ${words.join(", ")}`);
  }

  /** Null, or what `read` makes of the value. */
  nullable<T>(read: (reader: JsonReader) => T): T | null {
    return this.#value === null ? null : read(this);
  }

  /** Finite numbers, all at least `minimum`. */
  numbers(length: number, minimum = -Infinity): number[] {
    return this.list(length).map((item) => item.number(minimum));
  }

  /** Column names, each once. */
  columns(): string[] {
    const names = this.list().map((item) => item.string());
    return new Set(names).size === names.length ? names : this.#refuse("a list of different column names");
  }

  #refuse(needed: string): never {
    throw new LearnError(
      "bad-model",
      `${this.#path} is ${describe(this.#value)}, ${needed} was needed. ` +
        "The file is damaged or no fitted pipeline of Hilum; fit and save the model again.",
    );
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "absent";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "string") return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a value of type ${typeof value}`;
}
