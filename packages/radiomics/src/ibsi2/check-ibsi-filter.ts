import { checkFields, type Checks, isObject, oneOf, shown } from "../field-checks.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import { boundaries } from "./boundary.ts";
import type { FilterKind } from "./filter-kind.ts";
import { filterKinds } from "./filter-kinds.ts";
import type { IbsiFilterSettings } from "./filter-settings.ts";
import { rieszChecks } from "./riesz-transform.ts";

/** A row of the table, whatever its settings. */
type AnyKind = Pick<FilterKind<never>, "checks" | "conflict"> & { readonly defaults: object };

const kinds: ReadonlyMap<unknown, AnyKind> = new Map<unknown, AnyKind>(Object.entries(filterKinds));

const common: Checks = {
  kind: oneOf(...Object.keys(filterKinds)),
  dimension: oneOf("2D", "3D"),
  boundary: oneOf(...Object.keys(boundaries)),
};

/**
 * The same settings with the defaults of what was left out, after making sure that each is known and usable.
 *
 * @throws RadiomicsError `bad-settings`, naming the field, what was expected and what was found.
 */
export function checkIbsiFilter(found: object): IbsiFilterSettings {
  const name: unknown = Object.entries(found).find(([key]) => key === "kind")?.[1];
  const kind = kinds.get(name);
  if (!kind) {
    throw new RadiomicsError(
      "bad-settings",
      `The filter setting kind must be ${common["kind"][0]}; found ${shown(name)}.`,
    );
  }
  const given: Readonly<Record<string, unknown>> = { ...kind.defaults, ...found };
  const riesz: unknown = given["riesz"];
  const completed = isObject(riesz) ? { ...given, riesz: { tensorSigma: null, ...riesz } } : given;
  checkFields(completed, { ...common, ...kind.checks }, "filter setting");
  if (isObject(riesz)) rieszChecks.fields({ tensorSigma: null, ...riesz });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks are keyed by the type's own fields
  const settings = completed as object as IbsiFilterSettings;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row belongs to the kind of these settings
  const complaint = kind.conflict?.(settings as never);
  if (complaint !== undefined) {
    throw new RadiomicsError("bad-settings", `The filter settings do not fit together: ${complaint}.`);
  }
  return settings;
}
