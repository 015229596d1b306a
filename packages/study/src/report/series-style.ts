import { raw } from "./markup.ts";
import type { Markup } from "./markup.ts";

/** How one model is drawn in every figure of a report: colour and dash together, so that neither is needed alone. */
export interface SeriesStyle {
  /** Attributes of a line. */
  readonly line: Markup;
  /** Attributes of a thin, pale line, such as an interval. */
  readonly whisker: Markup;
  /** Attributes of a filled mark. */
  readonly mark: Markup;
}

/** Okabe and Ito's colours for all kinds of colour vision, the yellow replaced, which is too light on white. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#882255", "#4d5761"];
const DASHES = ["none", "7 3", "2 2.5", "9 3 2 3", "12 4", "5 2 1.5 2 1.5 2", "4 4", "1.5 4"];

/** As many models as a figure may show in colour; more cannot be told apart. */
export const SERIES_COUNT = COLOURS.length;

/** The style of the model at `index`, or of one among many in the background for `undefined`. */
export function seriesStyle(index: number | undefined): SeriesStyle {
  if (index === undefined) {
    return {
      line: raw('class="line" stroke="#8a96a3" stroke-width="0.8" stroke-opacity="0.55"'),
      whisker: raw('class="line" stroke="#8a96a3" stroke-width="1.5" stroke-opacity="0.6"'),
      mark: raw('class="muted" fill="#5f6b7a"'),
    };
  }
  const slot = index % SERIES_COUNT;
  return {
    line: raw(`class="series${slot}" stroke="${COLOURS[slot]}" stroke-width="2" stroke-dasharray="${DASHES[slot]}"`),
    whisker: raw(`class="series${slot}" stroke="${COLOURS[slot]}" stroke-width="1.5" stroke-opacity="0.6"`),
    mark: raw(`class="mark${slot}" fill="${COLOURS[slot]}"`),
  };
}
