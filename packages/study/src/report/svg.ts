import { markup, raw } from "./markup.ts";
import type { HtmlPart, Markup } from "./markup.ts";
import { fixed } from "./number-text.ts";

/*
 * Figures stand alone (opened in a browser, a vector editor or a manuscript) and inside the report. Colours are therefore
 * plain attributes, which every program understands; the report's style sheet overrides them by class in the dark.
 */

/** Fill of text and marks. */
export const INK = raw('class="ink" fill="#1f2933"');
/** Fill of secondary text. */
export const MUTED = raw('class="muted" fill="#5f6b7a"');
/** Stroke of grid lines and frames. */
export const RULE = raw('class="rule" stroke="#d9dfe5"');
/** Stroke of axes, arrows and reference lines. */
export const LINE = raw('class="line" stroke="#8a96a3"');

/** What a figure is, for its file, for screen readers and for search. */
export interface FigureFrame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

const FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** A complete SVG document that also may stand inside a page. */
export function svgFigure({ width, height, title, description }: FigureFrame, body: HtmlPart): string {
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
  role="img" font-family="${FONTS}" font-size="13">
<title>${title}</title>
<desc>${description}</desc>
<rect class="paper" width="${width}" height="${height}" fill="#ffffff"/>
${body}
</svg>
`.text;
}

export interface LabelStyle {
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly bold?: boolean;
  /** MUTED or INK (default). */
  readonly tone?: Markup;
}

/** One line of text; `y` is its baseline. */
export function label(x: number, y: number, content: HtmlPart, style: LabelStyle = {}): Markup {
  const { anchor = "start", size = 13, bold = false, tone = INK } = style;
  const weight = bold ? raw(' font-weight="600"') : undefined;
  return markup`<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${size}" ${weight} ${tone}>${content}</text>
`;
}

/** A coordinate with at most two decimals, which keeps files small and identical everywhere. */
export function px(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Points as the `points` of a polyline. */
export function polyline(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${px(x)},${px(y)}`).join(" ");
}

/** Text cut to a length in its middle, as names often differ in their ends; the full text belongs in a `<title>`. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - end).join("")}…${characters.slice(characters.length - end).join("")}`;
}

/** Text broken at spaces into lines of at most `length` characters; a longer word is cut. */
export function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > length) {
      lines.push(line);
      line = "";
    }
    line = line ? `${line} ${word}` : shortened(word, length);
  }
  return [...lines, line];
}

/** A square from 0 to 1 on both axes, with grid, ticks, names and the diagonal. */
export interface UnitPlot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly axes: Markup;
}

export function unitPlot(place: { left: number; top: number; side: number; xName: string; yName: string }): UnitPlot {
  const { left, top, side, xName, yName } = place;
  const x = (value: number) => left + value * side;
  const y = (value: number) => top + (1 - value) * side;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const middle = top + side / 2;
  const axes = markup`<g stroke-width="1">${ticks.map(
    (tick) =>
      markup`<path d="M${px(x(tick))} ${px(top)}v${side}M${px(left)} ${px(y(tick))}h${side}" fill="none" ${RULE}/>`,
  )}</g>
<path d="M${px(x(0))} ${px(y(0))}L${px(x(1))} ${px(y(1))}" fill="none" stroke-dasharray="2 4" ${LINE}/>
${ticks.map((tick) => [
  label(x(tick), top + side + 17, fixed(tick, 1), { anchor: "middle", size: 11.5, tone: MUTED }),
  label(left - 8, y(tick) + 4, fixed(tick, 1), { anchor: "end", size: 11.5, tone: MUTED }),
])}${label(left + side / 2, top + side + 36, xName, { anchor: "middle", size: 12.5 })}<text transform="translate(${px(left - 38)} ${px(middle)}) rotate(-90)" text-anchor="middle" font-size="12.5" ${INK}>${yName}</text>
`;
  return { x, y, axes };
}
