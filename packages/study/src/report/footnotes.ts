import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** The notes under one table: equal notes share a letter, in the order in which the table needs them. */
export class Footnotes {
  readonly #notes: string[] = [];

  /** The letter that refers to a note. */
  mark(note: string): Markup {
    if (!this.#notes.includes(note)) this.#notes.push(note);
    return markup`<sup>${letter(this.#notes.indexOf(note))}</sup>`;
  }

  /** All notes so far; nothing if there are none. */
  list(): Markup | undefined {
    if (this.#notes.length === 0) return undefined;
    const items = this.#notes.map((note, index) => markup`<li><sup>${letter(index)}</sup> ${note}</li>`);
    return markup`<ul class="notes">${items}</ul>`;
  }
}

/** a, b ... z, then aa, ab ... */
function letter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}
