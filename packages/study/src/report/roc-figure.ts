import { markup } from "./markup.ts";
import { auc, counted, interval } from "./number-text.ts";
import { seriesStyle } from "./series-style.ts";
import { label, MUTED, polyline, px, shortened, svgFigure, unitPlot } from "./svg.ts";

/** One model in a ROC figure. */
export interface RocCurve {
  readonly model: string;
  /** False and true positive rate from (0, 0) to (1, 1); empty where a class is missing. */
  readonly points: readonly (readonly [fpr: number, tpr: number])[];
  readonly auc: number | null;
  readonly ci95: readonly [number, number] | null;
  /** Where the threshold lies. */
  readonly operatingPoint: readonly [fpr: number, tpr: number] | null;
  /** Colour and dash; `undefined` draws it thin and grey behind the others, without a legend line. */
  readonly series: number | undefined;
}

const SIDE = 380;
const LEFT = 58;
const TOP = 46;
const WIDTH = LEFT + SIDE + 22;
const LEGEND_LEFT = 14;
const LEGEND_TOP = TOP + SIDE + 62;
const LEGEND_STEP = 21;
const WITHOUT_CURVE = "No curve: the cases are of one class only.";

/** The ROC curves of all models on one set, with their operating points, as a standalone SVG. */
export function rocFigure(figure: {
  readonly set: string;
  readonly n: number;
  readonly nPositive: number;
  readonly curves: readonly RocCurve[];
}): string {
  const { set, n, nPositive, curves } = figure;
  const plot = unitPlot({ left: LEFT, top: TOP, side: SIDE, xName: "1 − specificity", yName: "Sensitivity" });
  const named = curves.filter((curve) => curve.series !== undefined);
  const background = curves.filter((curve) => curve.series === undefined);
  const place = ([fpr, tpr]: readonly [number, number]) => [plot.x(fpr), plot.y(tpr)] as const;
  const drawable = curves.some((curve) => curve.points.length > 0);
  const rows = named.length + (background.length > 0 ? 1 : 0);

  // The first model lies on top.
  const lines = [...named, ...background].toReversed().map(
    ({ model, points, series }) =>
      markup`<polyline points="${polyline(points.map(place))}" fill="none" stroke-linejoin="round" ${seriesStyle(series).line}><title>${model}</title></polyline>
`,
  );
  const operating = named.toReversed().map(({ model, operatingPoint, series }) => {
    if (!operatingPoint) return undefined;
    const [x, y] = place(operatingPoint);
    return markup`<circle cx="${px(x)}" cy="${px(y)}" r="5" stroke="#ffffff" stroke-width="1.5" ${seriesStyle(series).mark}><title>${model}: operating point</title></circle>
`;
  });
  const legend = named.map((curve, row) => {
    const y = LEGEND_TOP + row * LEGEND_STEP;
    return markup`<g><title>${curve.model}</title><path d="M${LEGEND_LEFT} ${y - 4}h34" fill="none" ${seriesStyle(curve.series).line}/>
<circle cx="${LEGEND_LEFT + 17}" cy="${y - 4}" r="4" ${seriesStyle(curve.series).mark}/>
${label(LEGEND_LEFT + 44, y, shortened(curve.model, 35), { size: 12 })}${label(LEFT + SIDE, y, areaText(curve), { anchor: "end", size: 12 })}</g>
`;
  });
  const others = counted(background.length, "further model");
  return svgFigure(
    {
      width: WIDTH,
      height: LEGEND_TOP + rows * LEGEND_STEP,
      title: `ROC curves on ${set}`,
      description: `${counted(n, "case")}, ${nPositive} positive. ${named.map((curve) => `${curve.model}: AUC ${areaText(curve)}`).join("; ")}. Dots mark the operating points.`,
    },
    [
      label(LEFT, 20, shortened(set, 40), { bold: true, size: 15 }),
      label(LEFT, 37, `${counted(n, "case")}, ${nPositive} positive`, { size: 12, tone: MUTED }),
      label(LEFT + SIDE, 37, "AUC (95 % CI)", { anchor: "end", size: 12, tone: MUTED }),
      plot.axes,
      drawable ? undefined : label(LEFT + SIDE / 2, TOP + SIDE / 4, WITHOUT_CURVE, { anchor: "middle", tone: MUTED }),
      lines,
      operating,
      legend,
      background.length > 0
        ? label(LEGEND_LEFT + 44, LEGEND_TOP + named.length * LEGEND_STEP, `and ${others} (thin grey)`, {
            size: 12,
            tone: MUTED,
          })
        : undefined,
    ],
  );
}

function areaText({ auc: area, ci95 }: RocCurve): string {
  if (area === null) return "not defined";
  return ci95 ? `${auc(area)} (${interval(ci95, auc)})` : auc(area);
}
