import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** The label of a case as a small tag beside its name. */
export function labelTag(label: 0 | 1 | undefined): Markup {
  if (label === undefined) return markup`<span class="tag">label unknown</span>`;
  return label === 1 ? markup`<span class="tag positive">positive</span>` : markup`<span class="tag">negative</span>`;
}
