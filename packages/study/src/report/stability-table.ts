import type { SelectionShare } from "../selection-shares.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { counted, percent } from "./number-text.ts";
import { htmlTable } from "./page.ts";
import type { Row } from "./page.ts";

/** Columns of one model that are listed. */
const MOST = 20;

/** Which columns the models that were asked for it keep in bootstrap samples of the developing patients, most often kept first. */
export function stabilityTable(shares: readonly SelectionShare[]): Markup {
  const rows = [...new Set(shares.map(({ model }) => model))].flatMap((model): Row[] => {
    const kept = shares.filter((one) => one.model === model && one.share > 0);
    const rest = kept.length - MOST;
    return [
      { group: `${model}, ${counted(kept[0]?.bootstraps ?? 0, "bootstrap sample")}` },
      ...kept.slice(0, MOST).map(({ column, share }): Row => [column, percent(share)]),
      ...(rest > 0 ? [[`and ${counted(rest, "more column")} in tables/stability.csv`, ""]] : []),
    ];
  });
  return markup`${htmlTable([{ name: "Column" }, { name: "Kept, %", number: true }], rows)}
<p class="note">The selection was repeated on bootstrap samples of the developing patients. A column that is seldom kept was chosen by chance.</p>`;
}
