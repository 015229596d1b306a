import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { seriesStyle } from "./series-style.ts";
import { INK, label, MUTED, polyline, px, RULE, shortened, svgFigure } from "./svg.ts";

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
/** What the curves of a training are called, where their names are not words. */
const WORDS: Readonly<Record<string, string>> = {
  crossEntropy: "cross-entropy",
  validation: "as they are",
  validationAveraged: "averaged weights",
};
/** Room for the name of the model. */
const HEADING = 24;
const PLOT = { left: 58, width: 360, height: 170 };

/**
 * Loss and validation of a training by epoch, one panel above the other, as a standalone SVG.
 *
 * @param model - whose training it is, where the figure stands beside others.
 */
export function curvesFigure(points: readonly CurvePoint[], model?: string): string {
  const named = (of: (point: CurvePoint) => Readonly<Record<string, number>>): Curve[] =>
    Object.keys(points[0] ? of(points[0]) : {}).map((name) => ({
      name,
      values: points.map((point) => of(point)[name] ?? NaN),
    }));
  const parts = named(({ parts: own }) => own);
  const sum = { name: parts.length > 1 ? "sum" : "loss", values: points.map(({ loss }) => loss) };
  const losses = parts.length === 1 ? parts : [sum, ...parts];
  const measures = named(({ measures: own }) => own);
  const highest = Math.max(...losses.flatMap(({ values }) => values.filter(Number.isFinite)), 1e-9);
  const panels = [
    { title: "Loss", curves: losses, highest },
    ...(measures.length > 0 ? [{ title: "Validation AUC", curves: measures, highest: 1 }] : []),
  ];
  const top = model === undefined ? 0 : HEADING;
  const last = points.at(-1);
  return svgFigure(
    {
      width: WIDTH,
      height: top + 230 * panels.length,
      title: model === undefined ? "Training" : `Training of ${model}`,
      description: last ? `Epoch ${last.epoch}: loss ${last.loss.toPrecision(4)}.` : "No epoch is finished yet.",
    },
    [
      model === undefined ? undefined : label(10, 20, shortened(model, 50), { bold: true, size: 15 }),
      ...panels.map((content, n) => panel(top + 30 + 230 * n, points.length, content)),
    ],
  );
}

interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** The upper end of the scale. */
  readonly highest: number;
}

function panel(top: number, epochs: number, { title, curves, highest }: Panel): Markup {
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
${label(left + width + 40, top + 14 + series * 20, WORDS[name] ?? name, { size: 11.5 })}`,
  );
  return markup`<g><text x="${left}" y="${top - 8}" font-weight="600" ${INK}>${title}</text>
<path d="M${left} ${top}h${width}v${height}h-${width}z" fill="none" ${RULE}/>
${label(left - 8, top + 4, highest.toPrecision(3), { anchor: "end", size: 11.5, tone: MUTED })}${label(left - 8, top + height + 4, "0", { anchor: "end", size: 11.5, tone: MUTED })}
${label(left, top + height + 17, "1", { size: 11.5, tone: MUTED })}${label(left + width, top + height + 17, `epoch ${epochs}`, { anchor: "end", size: 11.5, tone: MUTED })}
${lines}${legend}</g>
`;
}
