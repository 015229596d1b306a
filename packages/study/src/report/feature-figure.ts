import { markup } from "./markup.ts";
import { counted, score } from "./number-text.ts";
import type { ModelSummary } from "./report-types.ts";
import { seriesStyle } from "./series-style.ts";
import { label, LINE, MUTED, px, shortened, svgFigure } from "./svg.ts";

const WIDTH = 560;
const LABEL_WIDTH = 290;
const VALUE_WIDTH = 58;
const BAR_SPACE = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const STEP = 22;
const TOP = 46;
const MOST = 20;

/** The features of one model as bars, in the order given; negative weights point to the left, in another colour. */
export function featureFigure(model: Pick<ModelSummary, "name" | "features">): string {
  const shown = model.features.slice(0, MOST);
  const rest = model.features.length - shown.length;
  const lowest = Math.min(0, ...shown.map((feature) => feature.weight));
  const highest = Math.max(0, ...shown.map((feature) => feature.weight));
  const scale = BAR_SPACE / (highest - lowest || 1);
  const zero = LABEL_WIDTH - lowest * scale;
  const bars = shown.map(({ name, weight }, row) => {
    const y = TOP + row * STEP;
    const length = Math.abs(weight) * scale;
    const { mark } = seriesStyle(weight < 0 ? 1 : 0);
    const left = weight < 0 ? zero - length : zero;
    return markup`<g><title>${name}: ${score(weight)}</title>
${label(LABEL_WIDTH - 10, y + 11, shortened(name, 40), { anchor: "end", size: 11.5 })}
<rect x="${px(left)}" y="${y}" width="${px(Math.max(1, length))}" height="14" rx="1.5" ${mark}/>
${label(WIDTH - 6, y + 11, score(weight), { anchor: "end", size: 11.5, tone: MUTED })}</g>
`;
  });
  const bottom = TOP + shown.length * STEP;
  return svgFigure(
    {
      width: WIDTH,
      height: bottom + (rest > 0 ? 24 : 6),
      title: `Features of ${model.name}`,
      description: model.features.map(({ name, weight }) => `${name} ${score(weight)}`).join("; "),
    },
    [
      label(10, 20, shortened(model.name, 50), { bold: true, size: 15 }),
      markup`<path d="M${px(zero)} ${TOP - 6}V${bottom}" fill="none" ${LINE}/>`,
      bars,
      rest > 0
        ? label(LABEL_WIDTH - 10, bottom + 14, `and ${counted(rest, "further feature")}`, {
            anchor: "end",
            size: 12,
            tone: MUTED,
          })
        : undefined,
    ],
  );
}
