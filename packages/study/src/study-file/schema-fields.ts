import { studySchema } from "./study-schema.ts";

/** Names of the fields that may stand at a place of the schema. */
export function knownFields(path: readonly PropertyKey[]): string[] {
  let schemas: unknown[] = [studySchema];
  for (const step of path) schemas = schemas.flatMap((schema) => children(schema, step));
  const names = schemas.flatMap((schema) => open(schema).flatMap((s) => Object.keys(shapeOf(s) ?? {})));
  return [...new Set(names)];
}

interface SchemaParts {
  readonly type?: string;
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly options?: readonly unknown[];
  readonly element?: unknown;
  readonly shape?: Record<string, unknown>;
}

function partsOf(schema: unknown): SchemaParts {
  return typeof schema === "object" && schema !== null && "def" in schema ? parts(schema.def) : {};
}

function parts(def: unknown): SchemaParts {
  return typeof def === "object" && def !== null ? def : {};
}

/** A schema without its wrappers (optional, default, union, transform). */
function open(schema: unknown): unknown[] {
  const { innerType, in: input, options } = partsOf(schema);
  if (innerType !== undefined) return open(innerType);
  if (input !== undefined) return open(input);
  return options === undefined ? [schema] : options.flatMap(open);
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return partsOf(schema).shape;
}

function children(schema: unknown, step: PropertyKey): unknown[] {
  return open(schema).flatMap((s) => {
    const child = typeof step === "number" ? partsOf(s).element : shapeOf(s)?.[String(step)];
    return child === undefined ? [] : [child];
  });
}
