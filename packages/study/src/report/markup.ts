/** Text that is already HTML or SVG. Only `markup` and `raw` make one, so that whatever else enters a page is escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a `${}` of `markup`; `undefined` prints nothing, so that optional parts need no branch. */
export type HtmlPart = Markup | string | number | undefined | readonly HtmlPart[];

/**
 * HTML or SVG with every interpolated string escaped.
 *
 * @example markup`<td title="${caseId}">${caption}</td>`
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Markup {
  let text = strings[0] ?? "";
  for (const [index, part] of parts.entries()) text += printed(part) + (strings[index + 1] ?? "");
  return new Markup(text);
}

/** Marks text as HTML that this program wrote itself; never call it on anything read from a file. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/**
 * Text made safe between tags and inside quoted attributes, in HTML and in XML.
 *
 * Characters that XML forbids even when escaped (control characters, lone surrogates) become U+FFFD.
 */
export function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// All of category "control" but tab, newline and carriage return, which XML allows.
const FORBIDDEN = /[^\P{Cc}\t\n\r]|\p{Cs}|\uFFFE|\uFFFF/gu;

function printed(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(printed).join("");
  return escapeHtml(String(part));
}
