import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { seriesStyle } from "./series-style.ts";
import { INK, label, MUTED, polyline, px, RULE, svgFigure } from "./svg.ts";

/** One epoch of a training, as its curves show it. */
export interface CurvePoint {
  readonly epoch: number;
  readonly loss: number;
  /** By name, for example parts of the loss. */
  readonly parts: Readonly<Record<string, number>>;
  /** By name, in [0, 1], for example the AUC of validation cases. */
  readonly measures: Readonly<Record<string, number>>;
}

interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

const WIDTH = 560;
const PLOT = { left: 58, width: 380, height: 170 };

/** Loss and validation of a training by epoch, one panel above the other, as a standalone SVG. */
export function curvesFigure(points: readonly CurvePoint[]): string {
  const named = (of: (point: CurvePoint) => Readonly<Record<string, number>>): Curve[] =>
    Object.keys(points[0] ? of(points[0]) : {}).map((name) => ({
      name,
      values: points.map((point) => of(point)[name] ?? NaN),
    }));
  const parts = named(({ parts: own }) => own);
  const losses = [{ name: "loss", values: points.map(({ loss }) => loss) }, ...(parts.length > 1 ? parts : [])];
  const measures = named(({ measures: own }) => own);
  const highest = Math.max(...losses.flatMap(({ values }) => values.filter(Number.isFinite)), 1e-9);
  const panels = [
    panel(30, "Loss", losses, points.length, highest),
    ...(measures.length > 0 ? [panel(260, "Validation AUC", measures, points.length, 1)] : []),
  ];
  const last = points.at(-1);
  return svgFigure(
    {
      width: WIDTH,
      height: 20 + 230 * panels.length,
      title: "Training",
      description: last ? `Epoch ${last.epoch}: loss ${last.loss.toPrecision(4)}.` : "No epoch is finished yet.",
    },
    panels,
  );
}

function panel(top: number, title: string, curves: readonly Curve[], epochs: number, highest: number): Markup {
  const { left, width, height } = PLOT;
  const x = (at: number): number => left + (epochs <= 1 ? width / 2 : (at * width) / (epochs - 1));
  const y = (value: number): number => top + (1 - value / highest) * height;
  const lines = curves.map(({ values }, series) => {
    const drawn = values.flatMap((value, at) => (Number.isFinite(value) ? [[x(at), y(value)] as const] : []));
    const style = seriesStyle(series);
    const dot = drawn.length === 1 ? drawn[0] : undefined;
    return dot
      ? markup`<circle cx="${px(dot[0])}" cy="${px(dot[1])}" r="3" ${style.mark}/>`
      : markup`<polyline points="${polyline(drawn)}" fill="none" ${style.line}/>`;
  });
  const legend = curves.map(
    (
      { name },
      series,
    ) => markup`<path d="M${left + width + 12} ${top + 10 + series * 20}h22" fill="none" ${seriesStyle(series).line}/>
${label(left + width + 40, top + 14 + series * 20, name, { size: 11.5 })}`,
  );
  return markup`<g><text x="${left}" y="${top - 8}" font-weight="600" ${INK}>${title}</text>
<path d="M${left} ${top}h${width}v${height}h-${width}z" fill="none" ${RULE}/>
${label(left - 8, top + 4, highest.toPrecision(3), { anchor: "end", size: 11.5, tone: MUTED })}${label(left - 8, top + height + 4, "0", { anchor: "end", size: 11.5, tone: MUTED })}
${label(left, top + height + 17, "1", { size: 11.5, tone: MUTED })}${label(left + width, top + height + 17, `epoch ${epochs}`, { anchor: "end", size: 11.5, tone: MUTED })}
${lines}${legend}</g>
`;
}
