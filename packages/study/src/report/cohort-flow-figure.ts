import { markup, raw } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { counted, integer, percent } from "./number-text.ts";
import type { CohortFlow } from "./report-types.ts";
import { INK, label, LINE, MUTED, px, shortened, svgFigure, wrapped } from "./svg.ts";

type FlowStep = CohortFlow["steps"][number];
type FlowSet = CohortFlow["sets"][number];

const WIDTH = 760;
const MARGIN = 14;
const MAIN_WIDTH = 250;
const TRUNK = MARGIN + MAIN_WIDTH / 2;
const SIDE_LEFT = 330;
const SIDE_WIDTH = WIDTH - SIDE_LEFT - MARGIN;
const LINE_STEP = 17;
const SETS_PER_ROW = 4;
/** Where the line runs that leads to a second row of sets. */
const EDGE = 4;
/** A cautious mean for the fonts that may be used. */
const LETTER_WIDTH = 6.6;

/** How the table became the study, in the manner of a CONSORT or STARD diagram, as a standalone SVG. */
export function cohortFlowFigure(flow: CohortFlow): string {
  const parts: Markup[] = [mainBox(MARGIN, "Cases in the table", flow.total)];
  let y = MARGIN + 46;
  for (const step of flow.steps) {
    const box = exclusionBox(y + 14, step);
    parts.push(
      line(`M${TRUNK} ${y}V${y + 14 + box.height}`),
      arrow(TRUNK, y + 14 + box.height / 2, SIDE_LEFT, "right"),
      box.drawn,
    );
    y += 14 + box.height;
  }
  parts.push(
    arrow(TRUNK, y, y + 26, "down"),
    mainBox(y + 26, "Cases in the study", flow.steps.at(-1)?.remaining ?? flow.total),
  );
  y += 26 + 46;
  for (let first = 0; first < flow.sets.length; first += SETS_PER_ROW) {
    const row = setRow(y, flow.sets.slice(first, first + SETS_PER_ROW), first > 0);
    parts.push(row.drawn);
    y = row.bottom;
  }
  return svgFigure(
    { width: WIDTH, height: y + MARGIN, title: "Flow of cases through the study", description: inWords(flow) },
    parts,
  );
}

function mainBox(top: number, name: string, count: number): Markup {
  return markup`${box(MARGIN, top, MAIN_WIDTH, 46)}
${label(TRUNK, top + 20, name, { anchor: "middle" })}${label(TRUNK, top + 38, `n = ${integer(count)}`, { anchor: "middle", bold: true })}`;
}

function exclusionBox(top: number, { reason, excluded, remaining }: FlowStep): { drawn: Markup; height: number } {
  const lines = wrapped(reason, 48);
  const height = 34 + lines.length * LINE_STEP;
  const tone = excluded === 0 ? MUTED : INK;
  const left = SIDE_LEFT + 14;
  const right = SIDE_LEFT + SIDE_WIDTH - 14;
  const drawn = markup`${box(SIDE_LEFT, top, SIDE_WIDTH, height)}
${label(left, top + 20, `Excluded: n = ${integer(excluded)}`, { bold: excluded > 0, tone })}
${label(right, top + 20, `${integer(remaining)} remain`, { anchor: "end", size: 12, tone: MUTED })}
${lines.map((text, index) => label(left, top + 38 + index * LINE_STEP, text, { size: 12.5, tone }))}`;
  return { drawn, height };
}

function setRow(top: number, sets: readonly FlowSet[], continued: boolean): { drawn: Markup; bottom: number } {
  const gap = 14;
  const width = (WIDTH - 2 * MARGIN - gap * (sets.length - 1)) / sets.length;
  const letters = Math.floor((width - 24) / LETTER_WIDTH);
  const lines = sets.map((set) => setLines(set, letters));
  const height = 40 + Math.max(...lines.map((texts) => texts.length)) * LINE_STEP + 14;
  const bus = top + 16;
  const boxTop = bus + 20;
  const lefts = sets.map((_, index) => MARGIN + index * (width + gap));
  const middles = lefts.map((left) => left + width / 2);
  // Further rows hang on a line along the left edge, past the boxes above.
  const from = continued ? EDGE : TRUNK;
  const feed = continued ? line(`M${EDGE} ${top - 40}V${bus}`) : line(`M${TRUNK} ${top}V${bus}`);
  const drawn = markup`${feed}
${line(`M${px(Math.min(from, ...middles))} ${bus}H${px(Math.max(from, ...middles))}`)}
${sets.map((set, index) => [
  arrow(middles[index] ?? 0, bus, boxTop, "down"),
  setBox(set, lines[index] ?? [], { left: lefts[index] ?? 0, top: boxTop, width, height, letters }),
])}`;
  return { drawn, bottom: boxTop + height };
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** How many letters fit beside each other. */
  readonly letters: number;
}

/** A set as a box, its share of positives as a bar at the bottom. */
function setBox({ name, role, centres, n, nPositive }: FlowSet, lines: readonly string[], place: Place): Markup {
  const { left, top, width, height, letters } = place;
  const bar = (share: number) =>
    raw(`x="${px(left + 12)}" y="${px(top + height - 15)}" width="${px((width - 24) * share)}" height="5" rx="2.5"`);
  return markup`<g><title>${name}: ${centres.join(", ")}</title>
${box(left, top, width, height)}
${label(left + 12, top + 21, shortened(name, letters - 8), { bold: true })}
${label(left + width - 12, top + 21, role, { anchor: "end", size: 11.5, tone: MUTED })}
${lines.map((text, row) => label(left + 12, top + 42 + row * LINE_STEP, text, { size: 12.5 }))}
<rect ${bar(1)} class="track" fill="#e3e8ed"/>
<rect ${bar(n > 0 ? nPositive / n : 0)} class="mark1" fill="#d55e00"/></g>
`;
}

function setLines({ n, nPositive, nPatients, centres }: FlowSet, letters: number): string[] {
  const share = n > 0 ? ` (${percent(nPositive / n)} %)` : "";
  const places = `${centres.length === 1 ? "centre" : `${centres.length} centres:`} ${centres.join(", ")}`;
  const placeLines = centres.length === 0 ? [] : wrapped(places, letters);
  // The tooltip and the description hold the full list.
  const shown = placeLines.length > 4 ? [...placeLines.slice(0, 3), "…"] : placeLines;
  return [counted(n, "case"), `${integer(nPositive)} positive${share}`, counted(nPatients, "patient"), ...shown];
}

function box(left: number, top: number, width: number, height: number): Markup {
  return markup`<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" rx="4" class="box" fill="#f6f8fa" stroke="#c3ccd5"/>`;
}

function line(path: string): Markup {
  return markup`<path d="${path}" fill="none" ${LINE}/>`;
}

/** An arrow from (x, y) to the right up to x = `to`, or down to y = `to`. */
function arrow(x: number, y: number, to: number, towards: "right" | "down"): Markup {
  return towards === "right"
    ? markup`${line(`M${px(x)} ${px(y)}H${to}`)}<path d="M${to} ${px(y)}l-7 -3.5v7z" class="muted" fill="#8a96a3"/>`
    : markup`${line(`M${px(x)} ${px(y)}V${to}`)}<path d="M${px(x)} ${to}l-3.5 -7h7z" class="muted" fill="#8a96a3"/>`;
}

function inWords({ total, steps, sets }: CohortFlow): string {
  const excluded = steps.map(({ reason, excluded }) => `${excluded} excluded: ${reason}`);
  const parts = sets.map(
    (set) =>
      `${set.name} (${set.role}): ${counted(set.n, "case")}, ${set.nPositive} positive, ${counted(set.nPatients, "patient")}, centres ${set.centres.join(", ")}`,
  );
  return [counted(total, "case"), ...excluded, ...parts].join("; ");
}
