import { describe, test } from "vitest";
import { hasData, titled } from "../test/reference.ts";
import { expectTable, slowTables } from "./test/reference-table.ts";

describe.skipIf(!hasData)(titled("features of the filtered CT phantom equal PyRadiomics'"), () => {
  test.each(slowTables)("%s", { timeout: 300_000 }, (...table) => expectTable(table));
});
