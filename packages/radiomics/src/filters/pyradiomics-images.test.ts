import { describe, test } from "vitest";
import { hasData, titled } from "../test/reference.ts";
import { expectTable, tables } from "./test/reference-table.ts";

describe.skipIf(!hasData)(titled("features of filtered images equal PyRadiomics'"), () => {
  test.each(tables)("%s", (...table) => expectTable(table));
});
