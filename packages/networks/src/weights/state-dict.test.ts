import { expect, test } from "vitest";
import type { CheckpointValue } from "./checkpoint-value.ts";
import { stateDict } from "./state-dict.ts";
import type { CheckpointTensor } from "./strided-tensor.ts";

const tensor = (): CheckpointTensor => ({
  kind: "tensor",
  dtype: "float32",
  shape: [1],
  stride: [1],
  offset: 0,
  values: () => new Float32Array(1),
});
const tensors = (...names: readonly string[]) =>
  new Map<CheckpointValue, CheckpointValue>(names.map((n) => [n, tensor()]));
const dict = (items: Record<string, CheckpointValue>) =>
  new Map<CheckpointValue, CheckpointValue>(Object.entries(items));
const found = (value: CheckpointValue, key?: string) =>
  stateDict({ format: "pytorch-zip", value }, key === undefined ? {} : { key });

test("a dict of tensors is its own state dict", () => {
  expect(found(tensors("a", "b"))).toMatchObject({ key: "", unwrapped: 0, others: [] });
  expect([...found(tensors("b", "a")).tensors.keys()]).toEqual(["b", "a"]);
});

test("a usual name wins over a larger dict, and the other is listed", () => {
  const { key, others } = found(dict({ ema: tensors("a", "b", "c"), model: tensors("a", "b"), epoch: 7 }));
  expect(key).toBe("model");
  expect(others.map(({ name, value }) => `${name} ${value}`)).toEqual([
    "ema {'a': tensor float32 [1], 'b': tensor float32 [1], 'c': tensor float32 [1]}",
    "epoch 7",
  ]);
});

test("without a usual name the dict with most tensors is the network", () => {
  expect(found(dict({ scale: tensors("s"), teacher: tensors("a", "b") })).key).toBe("teacher");
});

test("one level deeper is found, and any dict can be asked for", () => {
  const file = dict({ trainer: dict({ state_dict: tensors("a") }), ema: tensors("b") });
  expect(found(file).key).toBe("trainer.state_dict");
  expect([...found(file, "ema").tensors.keys()]).toEqual(["b"]);
  expect(() => found(file, "emma")).toThrow(/'emma'.*'trainer\.state_dict', 'ema'/);
});

test("module. goes wherever it stands, also twice, also when some names lack it", () => {
  const { tensors: renamed, unwrapped } = found(tensors("n_averaged", "module.a", "module.module.b", "c.module.d"));
  expect([...renamed.keys()]).toEqual(["n_averaged", "a", "b", "c.module.d"]);
  expect(unwrapped).toBe(2);
});

test("names that would become one another stay as they are", () => {
  const { tensors: renamed, unwrapped } = found(tensors("a", "module.a"));
  expect([...renamed.keys()]).toEqual(["a", "module.a"]);
  expect(unwrapped).toBe(0);
});

test("values that are no tensors are listed, not loaded", () => {
  const mixed = tensors("a").set("_extra_state", null).set(3, tensor());
  const { tensors: loaded, others } = found(dict({ state_dict: mixed }));
  expect([...loaded.keys()]).toEqual(["a"]);
  expect(others.map(({ name }) => name)).toEqual(["state_dict._extra_state", "state_dict.3"]);
});

test("the moments of an optimiser are no network", () => {
  const state = new Map<CheckpointValue, CheckpointValue>([[4_294_967_300, tensors("exp_avg")]]);
  expect(() => found(dict({ optimizer: dict({ state }) }))).toThrow(expect.objectContaining({ code: "no-state-dict" }));
});

test.each([[null], [5], [tensor()], [[tensors("a")]], [dict({})]])("no dict of tensors: %s", (value) => {
  expect(() => found(value)).toThrow(/no dict of tensors/);
});
