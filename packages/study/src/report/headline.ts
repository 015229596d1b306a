import type { ModelMetrics, SetMetrics } from "../evaluation-types.ts";
import { areaInterval } from "./area-interval.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { auc, counted, interval } from "./number-text.ts";
import { metricsOn, setNames } from "./report-figures.ts";
import type { ReportContent } from "./report-types.ts";
import { px } from "./svg.ts";

/** The best model of each set, as a card with its AUC, its interval and one sentence. */
export function headline({ metrics, flow }: Pick<ReportContent, "metrics" | "flow">): Markup {
  const sets = setNames(metrics.models);
  if (sets.length === 0) return markup`<p>No model has produced a score; see the failures below.</p>`;
  const several = metrics.models.length > 1;
  return markup`<div class="cards">
${sets.map((set) => {
  const role = flow.sets.find((candidate) => candidate.name === set)?.role;
  return card(set, role, best(metrics.models, set));
})}</div>
${several ? markup`<p class="note">The best of ${metrics.models.length} models on a set is an optimistic choice: it is partly luck. The comparisons below say which differences are more than that.</p>` : undefined}`;
}

interface Best {
  readonly model: string;
  readonly metrics: SetMetrics;
  readonly area: number;
}

function best(models: readonly ModelMetrics[], set: string): Best | undefined {
  return models
    .flatMap((model): Best[] => {
      const metrics = metricsOn(model, set);
      return metrics && metrics.auc !== null ? [{ model: model.model, metrics, area: metrics.auc }] : [];
    })
    .toSorted((a, b) => b.area - a.area)[0];
}

function card(set: string, role: string | undefined, top: Best | undefined): Markup {
  const kicker = markup`<div class="kicker">${set}${role && role !== set ? ` · ${role}` : undefined}</div>`;
  if (!top)
    return markup`<div class="card">
${kicker}
<p>No AUC is defined on this set.</p></div>`;
  const { model, area, metrics } = top;
  const range = areaInterval(metrics);
  return markup`<div class="card">
${kicker}
<div class="value">${auc(area)}<small>AUC</small></div>
${range ? intervalStrip(area, range) : undefined}
<p>${sentence(model, area, metrics)}</p></div>`;
}

function sentence(model: string, area: number, metrics: SetMetrics): Markup {
  const { n, nPositive } = metrics;
  const ci95 = areaInterval(metrics);
  const range = ci95 ? ` (95 % CI ${interval(ci95, auc)})` : "";
  const chance = ci95 && ci95[0] <= 0.5 && ci95[1] >= 0.5 ? " This cannot be told from chance." : "";
  return markup`<strong>${model}</strong> ranks a random positive case above a random negative one
with probability ${auc(area)}${range}; ${counted(n, "case")}, ${nPositive} positive.${chance}`;
}

/** The interval on a scale from 0.4 to 1, chance marked. */
function intervalStrip(area: number, [low, high]: readonly [number, number]): Markup {
  const x = (value: number) => px(4 + ((Math.max(0.4, value) - 0.4) / 0.6) * 232);
  return markup`<svg viewBox="0 0 240 22" aria-hidden="true">
<path class="rule" d="M4 8H236" stroke="#d9dfe5" stroke-width="1.5"/>
<path class="line" d="M${x(0.5)} 3V13" stroke="#8a96a3" stroke-dasharray="2 2"/>
<path class="series0" d="M${x(low)} 8H${x(high)}" stroke="#0072b2" stroke-width="4" stroke-linecap="round"/>
<circle class="mark0" cx="${x(area)}" cy="8" r="5" fill="#0072b2" stroke="#ffffff" stroke-width="1.5"/>
<text class="muted" x="${x(0.5)}" y="21" font-size="9" text-anchor="middle" fill="#5f6b7a">0.5</text>
<text class="muted" x="236" y="21" font-size="9" text-anchor="end" fill="#5f6b7a">1</text>
</svg>`;
}
