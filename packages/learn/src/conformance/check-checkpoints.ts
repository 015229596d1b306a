import { signedValues } from "@hilum/graph/conformance";
import { NetworkError } from "@hilum/networks";
import {
  type Checkpoint,
  type CheckpointTensor,
  type CheckpointValue,
  describeValue,
  readCheckpoint,
  stateDict,
} from "@hilum/networks/weights";
import { checkLoadReports, type ExpectedLoad } from "./check-load-reports.ts";
import { guarded } from "./guarded.ts";
import type { FileUnderCheck } from "./setting.ts";

/** What PyTorch found in a tensor; numbers that JSON cannot hold are text. */
interface ExpectedStored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly sum?: number | string;
  readonly probe?: number | string;
  readonly first4?: readonly (number | string)[];
}

interface ExpectedFile {
  readonly what?: string;
  /** It must be refused. */
  readonly error?: boolean;
  readonly tensors?: Readonly<Record<string, ExpectedStored>>;
  readonly topLevel?: Readonly<Record<string, unknown>>;
}

/** `expected.json` of schema `hilum-checkpoint-reference-1`. */
export interface CheckpointsReference {
  readonly files: Readonly<Record<string, ExpectedFile>>;
  readonly loadReports?: Readonly<Record<string, ExpectedLoad>>;
}

/** Values are exact; only the order of adding is free. */
const sumTolerance = 1e-12;

/** Checks files of torch.save: every tensor of the good ones, one clear error for the bad ones. */
export async function checkCheckpoints(
  file: FileUnderCheck,
  { files, loadReports = {} }: CheckpointsReference,
): Promise<void> {
  const { record, id, setting } = file;
  const there = new Set(await setting.folder.names("checkpoints"));
  for (const [name, expected] of Object.entries(files)) {
    const own = { ...file, id: `${id}/${name}` };
    if (!there.has(name)) {
      record.skip(own.id, "the file is not there");
      continue;
    }
    const bytes = await setting.folder.bytes(`checkpoints/${name}`);
    await guarded(own, (each) => (expected.error ? checkRefusal : checkFile)(each, bytes, expected));
  }
  await checkLoadReports({ ...file, id: `${id}/loadReports` }, loadReports);
}

function checkFile(
  { record, id }: FileUnderCheck,
  bytes: Uint8Array,
  { tensors = {}, topLevel = {} }: ExpectedFile,
): void {
  const checkpoint = readCheckpoint(bytes);
  // A file may hold other Python values only.
  const dict = Object.keys(tensors).length > 0 ? rawTensors(checkpoint) : new Map<string, CheckpointTensor>();
  record.same(`${id}/names`, [...dict.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, expected] of Object.entries(tensors)) {
    const tensor = dict.get(name);
    if (tensor) checkTensor({ record, id: `${id}/${name}` }, tensor, expected);
    else record.same(`${id}/${name}`, "no such tensor", expected);
  }
  const top = checkpoint.value instanceof Map ? checkpoint.value : new Map<CheckpointValue, CheckpointValue>();
  for (const [name, expected] of Object.entries(topLevel)) {
    // The optimiser's state is only told in words.
    if (typeof expected === "string" && expected.startsWith("dict with")) {
      record.same(`${id}/topLevel/${name}`, top.get(name) instanceof Map, true);
    } else {
      record.same(`${id}/topLevel/${name}`, plain(top.get(name)), expected);
    }
  }
  record.same(`${id}/views`, sharedTensors(dict), []);
}

function checkTensor(
  { record, id }: Pick<FileUnderCheck, "record" | "id">,
  tensor: CheckpointTensor,
  expected: ExpectedStored,
): void {
  const { dtype, shape, stride, offset } = tensor;
  const form = ({ dtype, shape, stride, offset }: ExpectedStored) => ({ dtype, shape, stride, offset });
  record.same(`${id}/form`, { dtype, shape, stride, offset }, form(expected));
  const values = Array.from<number | bigint, number>(tensor.values(), Number);
  if (expected.first4) {
    const first = expected.first4.map((value) => (typeof value === "number" ? value : Number(value)));
    record.same(`${id}/first4`, values.slice(0, 4), first);
  }
  const compare = (name: string, terms: readonly number[], sum: number | string | undefined): void => {
    if (sum === undefined) return;
    const got = terms.reduce((total, term) => total + term, 0);
    if (typeof sum === "string") {
      record.same(`${id}/${name}`, got, Number(sum));
      return;
    }
    const tolerance = sumTolerance * terms.reduce((total, term) => total + Math.abs(term), 0);
    record.compare({ id: `${id}/${name}`, expected: sum, got, distance: Math.abs(got - sum), tolerance });
  };
  const signs = signedValues("probe/checkpoint", values.length);
  compare("sum", values, expected.sum);
  compare(
    "probe",
    values.map((value, i) => value * signs[i]),
    expected.probe,
  );
}

/** One error that says what is wrong: a forbidden name is named, a file cut short is called so. */
function checkRefusal({ record, id }: FileUnderCheck, bytes: Uint8Array, { what = "" }: ExpectedFile): void {
  const code = /forbidden/.test(what)
    ? "weights-forbidden"
    : /first .* of the/.test(what)
      ? "weights-damaged"
      : undefined;
  try {
    readCheckpoint(bytes);
    record.same(id, "read without an error", { refused: code ?? "with any code" });
  } catch (error) {
    const refused = error instanceof NetworkError && (code === undefined || error.code === code);
    const found = error instanceof NetworkError ? `${error.code}: ${error.message}` : String(error);
    record.same(id, refused ? "refused" : found, "refused");
  }
}

/** The dict of tensors under the names that stand in the file, with `module.` and all. */
function rawTensors(checkpoint: Checkpoint): Map<string, CheckpointTensor> {
  const { key } = stateDict(checkpoint);
  let dict: CheckpointValue | undefined = checkpoint.value;
  for (const name of key === "" ? [] : key.split(".")) dict = dict instanceof Map ? dict.get(name) : undefined;
  const found = new Map<string, CheckpointTensor>();
  if (!(dict instanceof Map)) return found;
  for (const [name, value] of dict) if (typeof name === "string" && isTensor(value)) found.set(name, value);
  return found;
}

function isTensor(value: CheckpointValue): value is CheckpointTensor {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "tensor";
}

/** What JSON cannot hold is written in the reference as Python prints it. */
function plain(value: CheckpointValue | undefined): unknown {
  if (value === undefined) return undefined;
  const simple = value === null || typeof value !== "object" ? typeof value !== "bigint" : Array.isArray(value);
  return simple ? value : describeValue(value);
}

/** Names of the tensors whose values changed when those of all others were overwritten: views share nothing that shows. */
function sharedTensors(dict: ReadonlyMap<string, CheckpointTensor>): string[] {
  const before = [...dict].map(([name, tensor]) => ({ name, tensor, text: tensor.values().join() }));
  for (const { tensor } of before) {
    const values = tensor.values();
    if (values instanceof BigInt64Array) values.fill(7n);
    else values.fill(7);
  }
  return before.filter(({ tensor, text }) => tensor.values().join() !== text).map(({ name }) => name);
}
