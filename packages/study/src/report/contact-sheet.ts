import { pngUri } from "./base64.ts";
import { markup, raw } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { labelTag } from "./label-tag.ts";
import { lesionPicture } from "./lesion-picture.ts";
import { counted, integer } from "./number-text.ts";
import { htmlTable, page } from "./page.ts";
import type { PageSection } from "./page.ts";
import type { AxialSlice } from "./report-types.ts";

/** One case of a contact sheet. */
export interface ContactSheetEntry {
  readonly case: string;
  readonly centre: string;
  readonly label: 0 | 1 | undefined;
  /** For example "1.25 mm slices, 3.2 ml, 18 mm". */
  readonly caption: string;
  /** What is wrong with the case, each with the next step; empty if nothing is. */
  readonly problems: readonly string[];
  /** Missing where no picture could be made. */
  readonly slice?: AxialSlice;
}

/** What stands above the pictures of a contact sheet. */
export interface ContactSheetSummary {
  readonly name: string;
  readonly version: string;
  /** ISO date, given by the caller. */
  readonly date: string;
  /** Findings about the study as a whole: class counts, cost, missing columns. */
  readonly notes: readonly string[];
}

/** Small enough that 600 cases stay below 6 MB, large enough to see whether the outline fits. */
const PICTURE_PX = 132;

/** Browsers lay out only the pictures in view, so that a sheet of hundreds opens at once. */
const SHEET_STYLE = raw(`
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 18px 14px; margin: 16px 0; }
.sheet figure { content-visibility: auto; contain-intrinsic-size: 132px 200px; }
.sheet img, .sheet .blank { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #000; border-radius: 3px; }
.sheet .blank { background: var(--wash); border: 1px dashed var(--rule); display: grid; place-items: center; font-size: 12px; color: var(--muted); }
.sheet figcaption { font-size: 12px; }
.sheet b { color: var(--ink); font-weight: 600; }
.sheet.problems { grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); }
.sheet.problems figure { display: grid; grid-template-columns: 132px 1fr; gap: 14px; border-left: 3px solid var(--bad); background: var(--bad-wash); padding: 12px; border-radius: 2px; }
.sheet ul { margin: 6px 0 0; padding-left: 16px; color: var(--bad); font-size: 13px; }
`);

/**
 * The page that `hilum check` writes: every case as a small picture with the outline of its mask, cases with problems
 * first, counts by centre and label. One self-contained file without script.
 */
export function contactSheet(entries: readonly ContactSheetEntry[], summary: ContactSheetSummary): string {
  const wrong = entries.filter((entry) => entry.problems.length > 0);
  const centres = [...new Set(entries.map((entry) => entry.centre))].toSorted();
  const sections: PageSection[] = [
    {
      id: "summary",
      heading: "Summary",
      body: [verdict(entries.length, wrong.length), notes(summary.notes), countTable(entries, centres)],
    },
  ];
  if (wrong.length > 0) {
    sections.push({
      id: "problems",
      heading: `Problems (${integer(wrong.length)})`,
      body: markup`<div class="sheet problems">${wrong.map(pictureOf)}</div>`,
    });
  }
  for (const [index, centre] of centres.entries()) {
    const fine = entries.filter((entry) => entry.centre === centre && entry.problems.length === 0);
    if (fine.length === 0) continue;
    sections.push({
      id: `centre-${index + 1}`,
      heading: `Centre ${centre}`,
      body: markup`<p class="note">${counted(fine.length, "case")} without problems. Axial slice with the largest area of the mask, lung window; anterior is up, the patient’s right is on the left.</p>
<div class="sheet">${fine.map(pictureOf)}</div>`,
    });
  }
  const meta: [string, string][] = [
    ["Date", summary.date],
    ["Hilum", summary.version],
    ["Cases", integer(entries.length)],
    ["With problems", integer(wrong.length)],
  ];
  return page({ kind: "Contact sheet", title: summary.name, description: "", meta }, sections, SHEET_STYLE);
}

function verdict(cases: number, wrong: number): Markup {
  if (wrong === 0)
    return markup`<p>${counted(cases, "case")}, none with a problem. Look through the pictures all the same: only a person sees an outline around the wrong structure.</p>`;
  return markup`<p><strong class="bad">${counted(wrong, "case")} of ${integer(cases)} ${wrong === 1 ? "has" : "have"} a problem</strong>; shown first.</p>`;
}

function notes(texts: readonly string[]): Markup | undefined {
  return texts.length === 0
    ? undefined
    : markup`<div class="callout">
<ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul></div>`;
}

function countTable(entries: readonly ContactSheetEntry[], centres: readonly string[]): Markup {
  const row = (name: Markup | string, cases: readonly ContactSheetEntry[]) => [
    name,
    integer(cases.length),
    ...[1, 0, undefined].map((label) => integer(cases.filter((entry) => entry.label === label).length)),
    problemCount(cases.filter((entry) => entry.problems.length > 0).length),
  ];
  const names = ["Cases", "Positive", "Negative", "Label unknown", "With problems"];
  return htmlTable(
    [{ name: "Centre" }, ...names.map((name) => ({ name, number: true }))],
    [
      ...centres.map((centre) =>
        row(
          centre,
          entries.filter((entry) => entry.centre === centre),
        ),
      ),
      row(markup`<strong>All</strong>`, entries),
    ],
  );
}

function problemCount(count: number): Markup | string {
  return count === 0 ? "0" : markup`<strong class="bad">${integer(count)}</strong>`;
}

function pictureOf({ case: id, centre, label, caption, problems, slice }: ContactSheetEntry): Markup {
  const picture = slice
    ? markup`<img loading="lazy" decoding="async" src="${raw(pngUri(lesionPicture(slice, { widthPx: PICTURE_PX })))}" alt="Lesion of case ${id}"/>`
    : markup`<div class="blank">no picture</div>`;
  const list =
    problems.length > 0 ? markup`<ul>${problems.map((problem) => markup`<li>${problem}</li>`)}</ul>` : undefined;
  return markup`<figure>${picture}
<figcaption><b>${id}</b>
${labelTag(label)}${problems.length > 0 ? markup`<br/>Centre ${centre}` : undefined}<br/>${caption}${list}</figcaption></figure>
`;
}
