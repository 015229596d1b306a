import { markup, raw } from "./markup.ts";
import type { HtmlPart, Markup } from "./markup.ts";
import { PAGE_STYLE } from "./page-style.ts";

/** A part of a page under a heading; `id` is what links point to. */
export interface PageSection {
  readonly id: string;
  readonly heading: string;
  readonly body: HtmlPart;
}

/** What stands at the top of a page. */
export interface PageHead {
  /** What kind of document this is, for example "Study report". */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** Label and value, for example version and date. */
  readonly meta: readonly (readonly [label: string, value: string])[];
}

/** The sentence that stands on everything a person might take for a medical result. */
export const RESEARCH_USE = "Research use only. Not a medical device.";

/** One self-contained HTML page: no script, no font, picture or style sheet from elsewhere. */
export function page(head: PageHead, sections: readonly PageSection[], extraStyle?: Markup): string {
  return markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
<title>${head.title} · ${head.kind}</title>
<style>
${PAGE_STYLE}${extraStyle}
</style>
</head>
<body>
<div class="notice" role="note"><strong>${RESEARCH_USE}</strong></div>
<header>
<div class="kicker">${head.kind}</div>
<h1>${head.title}</h1>
${head.description ? markup`<p class="lead">${head.description}</p>` : undefined}
<dl class="meta">${head.meta.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<nav aria-label="Sections">${sections.map(({ id, heading }) => markup`<a href="#${id}">${heading}</a>`)}</nav>
<main>
${sections.map(
  ({ id, heading, body }) =>
    markup`<section id="${id}">
<h2>${heading}</h2>
${body}
</section>
`,
)}
</main>
<footer>Written by Hilum. ${RESEARCH_USE} This page needs no network and contains no script.</footer>
</body>
</html>
`.text;
}

/** One column of a table. */
export interface Column {
  readonly name: HtmlPart;
  readonly number?: boolean;
}

/** A row of cells, or a heading that spans the table and begins a group of rows. */
export type Row = readonly HtmlPart[] | { readonly group: HtmlPart };

/** A table whose first column names its rows; it scrolls by itself where the window is narrow. */
export function htmlTable(columns: readonly Column[], rows: readonly Row[]): Markup {
  const numeric = (index: number) => (columns[index]?.number ? raw(' class="number"') : undefined);
  const cell = (content: HtmlPart, index: number) =>
    index === 0
      ? markup`<th scope="row"${numeric(index)}>${content}</th>`
      : markup`<td${numeric(index)}>${content}</td>`;
  return markup`<div class="scroll"><table>
<thead><tr>${columns.map(({ name }, index) => markup`<th scope="col"${numeric(index)}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) =>
  "group" in row
    ? markup`<tr class="group"><th colspan="${columns.length}" scope="rowgroup">${row.group}</th></tr>
`
    : markup`<tr>${row.map(cell)}</tr>
`,
)}</tbody>
</table></div>
`;
}
