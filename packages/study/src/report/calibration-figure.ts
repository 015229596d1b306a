import { markup, raw } from "./markup.ts";
import { auc, counted, percent } from "./number-text.ts";
import { seriesStyle } from "./series-style.ts";
import { label, MUTED, px, RULE, shortened, svgFigure, unitPlot } from "./svg.ts";

/** Cases of similar risk: what the model said and what happened. */
export interface CalibrationGroup {
  readonly n: number;
  readonly nPositive: number;
  readonly meanRisk: number;
  /** 95 % interval of the observed share of positives. */
  readonly ci95: readonly [number, number];
}

/** One model in a calibration figure. */
export interface CalibrationPanel {
  readonly model: string;
  readonly brier: number;
  /** In order of risk. */
  readonly groups: readonly CalibrationGroup[];
  /** Cases by predicted risk in ten equal steps from 0 to 1. */
  readonly histogram: readonly number[];
  readonly series: number | undefined;
}

const SIDE = 230;
const LEFT = 54;
const TOP = 84;
const BARS = 34;
const PANEL_WIDTH = LEFT + SIDE + 22;
const PANEL_HEIGHT = TOP + SIDE + 48 + BARS + 40;
/** Four would leave one alone in the second row. */
const perRow = (panels: number): number => (panels === 4 ? 2 : 3);

/** Predicted risk against observed share of positives on one set, a panel for each model, as a standalone SVG. */
export function calibrationFigure(figure: {
  readonly set: string;
  readonly panels: readonly CalibrationPanel[];
}): string {
  const { set, panels } = figure;
  const columns = perRow(panels.length);
  return svgFigure(
    {
      width: PANEL_WIDTH * Math.max(1, Math.min(columns, panels.length)),
      height: 10 + PANEL_HEIGHT * Math.ceil(panels.length / columns),
      title: `Calibration on ${set}`,
      description: panels
        .map((panel) => `${panel.model}: Brier score ${auc(panel.brier)}, ${groupText(panel)}`)
        .join("; "),
    },
    [
      label(LEFT, 20, shortened(set, 40), { bold: true, size: 15 }),
      panels.map((panel, index) => {
        const [column, row] = [index % columns, Math.floor(index / columns)];
        return markup`<g transform="translate(${column * PANEL_WIDTH} ${row * PANEL_HEIGHT})">${panelBody(panel)}</g>
`;
      }),
    ],
  );
}

function panelBody(panel: CalibrationPanel) {
  const plot = unitPlot({ left: LEFT, top: TOP, side: SIDE, xName: "Predicted risk", yName: "Share positive" });
  const { whisker, mark } = seriesStyle(panel.series);
  const points = panel.groups.map(({ n, nPositive, meanRisk, ci95: [low, high] }) => {
    const [x, y] = [px(plot.x(meanRisk)), px(plot.y(nPositive / n))];
    return markup`<g><title>mean risk ${percent(meanRisk)} %, observed ${nPositive} of ${n}</title>
<path d="M${x} ${px(plot.y(low))}V${px(plot.y(high))}" fill="none" ${whisker}/>
<circle cx="${x}" cy="${y}" r="4" ${mark}/></g>
`;
  });
  const base = TOP + SIDE + 48 + BARS;
  const highest = Math.max(1, ...panel.histogram);
  const bars = panel.histogram.map((count, step) => {
    const height = (count / highest) * BARS;
    const x = plot.x(step / panel.histogram.length) + 1.5;
    const width = SIDE / panel.histogram.length - 3;
    const size = raw(`width="${px(width)}" height="${px(height)}"`);
    const bar = markup`<rect x="${px(x)}" y="${px(base - height)}" ${size} fill-opacity="0.35" ${mark}/>
`;
    if (count === 0) return bar;
    return [bar, label(x + width / 2, base + 12, count, { anchor: "middle", size: 10, tone: MUTED })];
  });
  return [
    markup`<title>${panel.model}</title>`,
    label(LEFT, TOP - 30, shortened(panel.model, 30), { bold: true }),
    label(LEFT, TOP - 13, `Brier ${auc(panel.brier)} · ${groupText(panel)}`, { size: 11.5, tone: MUTED }),
    plot.axes,
    points,
    markup`<path d="M${LEFT} ${base}h${SIDE}" fill="none" ${RULE}/>`,
    bars,
    label(LEFT - 8, base + 12, "n", { anchor: "end", size: 10, tone: MUTED }),
  ];
}

/** "10 groups of 19 to 20 cases". */
function groupText({ groups }: CalibrationPanel): string {
  const sizes = groups.map((group) => group.n);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return `${counted(groups.length, "group")} of ${least === most ? most : `${least} to ${most}`} cases`;
}
