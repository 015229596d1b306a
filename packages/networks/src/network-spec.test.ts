import { describe, expect, test } from "vitest";
import { buildNetwork } from "./build-network.ts";
import { NetworkError } from "./network-error.ts";
import { type BackboneSpec, type NetworkSpec, parseNetworkSpec } from "./network-spec.ts";
import { referencesFound, referenceText, titled } from "../../graph/src/test/plain/reference-folder.ts";
import type { NetworkReference } from "./test/reference-network.ts";

const size = [32, 32, 32] as const;

describe("a network's description", () => {
  test("the defaults are written out, so that it means the same later", () => {
    expect(parseNetworkSpec({ backbone: "swin", size: [96, 96, 96] })).toEqual({
      backbone: "swin",
      options: {},
      size: [96, 96, 96],
      channels: 1,
      fusion: "none",
      radiomics: 10,
      classes: 2,
      projection: [1024, 128],
      auxiliary: [],
    });
  });

  test("it survives JSON, and a complete one is its own description", () => {
    const spec: NetworkSpec = {
      backbone: "resnet34",
      options: { shortcut: "A", stemStride: 2, dilated: true, planes: [8, 8, 8, 8] },
      size,
      fusion: "mapped-concat",
      auxiliary: [{ name: "fc1", outputs: 2 }],
    };
    const complete = parseNetworkSpec(JSON.parse(JSON.stringify(spec)));
    expect(complete).toMatchObject(spec);
    expect(parseNetworkSpec(complete)).toEqual(complete);
  });

  test.each<[unknown, RegExp]>([
    [undefined, /network: needed an object with backbone, options, size.*found nothing/],
    [[], /network: needed an object.*found \[\]/],
    [{ size }, /network\.backbone: needed one of resnet10.*found nothing/],
    [{ backbone: "resnet19", size }, /network\.backbone: needed one of "resnet10".*found "resnet19"/],
    [{ backbone: "swin" }, /network\.size: needed the size of the image/],
    [{ backbone: "swin", size: [32, 32] }, /network\.size: needed a list of 3 items, found \[32,32\]/],
    [{ backbone: "swin", size: [32, 0, 32] }, /network\.size\[1\]: needed a whole number from 1 to 4096, found 0/],
    [{ backbone: "swin", size: [32, 1.5, 32] }, /network\.size\[1\].*found 1\.5/],
    [{ backbone: "swin", size, fussion: "add" }, /network has no field "fussion"\. Its fields are backbone, options/],
    [{ backbone: "swin", size, fusion: "cat" }, /network\.fusion: needed one of "none", "add".*found "cat"/],
    [{ backbone: "swin", size, options: { stemStride: 1 } }, /network\.options has no field "stemStride".*embedDim/],
    [
      { backbone: "resnet18", size, options: { stemStride: 3 } },
      /network\.options\.stemStride: needed one of 1, 2, found 3/,
    ],
    [{ backbone: "resnet18", size, options: { planes: [1, 2, 3] } }, /options\.planes: needed a list of 4 items/],
    [{ backbone: "resnet18", size, options: { planes: [1, 2, 3, "4"] } }, /options\.planes\[3\].*found "4"/],
    [
      { backbone: "resnet18", size, options: { widthFactor: Number.NaN } },
      /widthFactor: needed a number above 0.*found NaN/,
    ],
    [{ backbone: "densenet121", size, options: { blockConfig: [] } }, /blockConfig: needed a list of 1 to 16 items/],
    [
      { backbone: "swin", size, auxiliary: [{ name: "fc" }] },
      /auxiliary\[0\]\.name.*that no other layer has.*found "fc"/,
    ],
    [{ backbone: "swin", size, auxiliary: [{ name: "fc1" }] }, /auxiliary\[0\]: needed a name and a number of outputs/],
    [
      {
        backbone: "swin",
        size,
        auxiliary: [
          { name: "a", outputs: 1 },
          { name: "a", outputs: 2 },
        ],
      },
      /two heads are called "a"/,
    ],
    [JSON.parse('{"backbone":"swin","size":[32,32,32],"__proto__":{}}'), /has no field "__proto__"/],
  ])("%j is refused", (value, message) => {
    expect(() => parseNetworkSpec(value)).toThrow(NetworkError);
    expect(() => parseNetworkSpec(value)).toThrow(message);
  });
});

describe("the network of a description", () => {
  test("without fusion there is no input for radiomics, with it there is", () => {
    const alone = buildNetwork({ backbone: "resnet10", size }, "eval", 2);
    expect([...alone.graph.inputs.keys()]).toEqual(["image"]);
    const fused = buildNetwork({ backbone: "resnet10", size, fusion: "add", radiomics: 3 }, "eval", 2);
    expect(fused.inputs.radiomics?.shape).toEqual([2, 3]);
    expect(fused.inputs.image.shape).toEqual([2, 1, 32, 32, 32]);
  });

  test("outputs are logits, embedding and the auxiliary heads by name", () => {
    const auxiliary = [{ name: "stage", outputs: 4 }];
    const { outputs } = buildNetwork(
      { backbone: "resnet10", size, auxiliary, classes: 3, projection: [6, 5] },
      "eval",
      2,
    );
    expect(Object.entries(outputs).map(([name, { shape }]) => [name, shape])).toEqual([
      ["logits", [2, 3]],
      ["embedding", [2, 5]],
      ["stage", [2, 4]],
    ]);
  });

  test("an image or a batch that no network takes is refused", () => {
    expect(() => buildNetwork({ backbone: "resnet10", size }, "eval", 0)).toThrow(/1 to 4096 images at a time, not 0/);
    expect(() => buildNetwork({ backbone: "densenet121", size: [8, 8, 8] }, "eval", 1)).toThrow(
      /densenet121 cannot be built for an image of 8×8×8 voxels/,
    );
  });
});

const backbones = ["resnet18", "resnet34", "resnet50", "densenet121", "swin"] as const;

describe.skipIf(!referencesFound)(titled("the study's networks from their descriptions"), () => {
  test.each(backbones)("%s has the published number of parameters", (backbone) => {
    const reference: NetworkReference = JSON.parse(referenceText(`${backbone}-cat_only.json`));
    const auxiliary = [1, 2, 3, 4].map((n) => ({ name: `fc${n}`, outputs: n === 4 ? 1 : 2 }));
    const spec: BackboneSpec & Omit<NetworkSpec, "backbone"> = {
      backbone,
      fusion: "concat",
      auxiliary,
      size: reference.case.size,
    };
    const { graph, backboneParameters } = buildNetwork(spec, "train", 1);
    const count = [...graph.parameters.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count).toBe(reference.parameterCount);
    const heads = [...graph.parameters.keys()].filter((name) => !backboneParameters.has(name));
    expect(heads).toHaveLength(14);
  });
});
