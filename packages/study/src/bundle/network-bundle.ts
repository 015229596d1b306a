import { imageSettings } from "@hilum/learn";
import type { CompleteImageSettings } from "@hilum/learn";
import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { FittedPipeline } from "@hilum/learn/tabular";
import { checkFeatureSettings } from "@hilum/radiomics";
import { z } from "zod";
import { messageOf, StudyError } from "../errors.ts";
import { modelFile, parseJson, radiomicsFile } from "./bundle.ts";
import type { ModelBundle } from "./bundle.ts";

/** One trained network of a saved model. */
interface NetworkMember {
  readonly seed: number;
  /** Name and SHA-256 of the network, and of its weights alone. */
  readonly network: { readonly file: string; readonly sha256: string };
  readonly weights: { readonly file: string; readonly sha256: string };
}

/** A model with networks as it is saved for use: everything that a risk needs, and nothing of a single training case. */
export interface NetworkBundle extends Omit<ModelBundle, "kind" | "members"> {
  readonly kind: "deep" | "fusion";
  /** How the image becomes what the networks see. */
  readonly image: CompleteImageSettings;
  /** Threads of a prediction: another number may give other last digits. */
  readonly threads: number;
  /** One network for each seed; the risk is their mean. */
  readonly members: readonly NetworkMember[];
}

/** A network model from its files, without the networks' bytes. */
export interface SavedNetworks {
  readonly bundle: NetworkBundle;
  /** What selects and standardises the features and clinical variables of each member; empty for `deep`. */
  readonly features: readonly FittedPipeline[];
  /** Names of these features and variables. */
  readonly inputs: readonly string[];
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256");
const file = (ending: string) =>
  z.strictObject({
    file: z.string().regex(new RegExp(`^[a-z]+(@\\d{1,16})?\\.${ending}$`), "expected a plain file name"),
    sha256,
  });
const voxels = z.number().int().min(4).max(256);
const positive = z.number().positive().max(1e6);
const share = z.number().min(0).max(1000);

/** The augmentation of the training decides how much of the surroundings is read, so it is kept whole. */
const networkModelFile = modelFile.omit({ kind: true }).extend({
  kind: z.enum(["deep", "fusion"]),
  image: z.strictObject({
    spacing: z.tuple([positive, positive, positive]),
    window: z.strictObject({ level: z.number(), width: positive }),
    crop: z.tuple([voxels, voxels, voxels]),
    augmentation: z.strictObject({
      around: z.enum(["voxel", "centroid"]),
      rotate: share,
      flip: share,
      shiftMm: share,
      turnDegrees: share,
      scale: share,
      noise: share,
      brightness: share,
    }),
  }),
  threads: z.number().int().min(1).max(64),
  members: z
    .array(z.unknown())
    .min(1)
    .max(100)
    .pipe(z.array(z.strictObject({ seed: z.number().int(), network: file("onnx"), weights: file("safetensors") }))),
});

/** Names of a member's files: without the seed where there is one. */
export function memberFiles(seed: number, seeds: number): { readonly network: string; readonly weights: string } {
  const which = seeds === 1 ? "" : `@${seed}`;
  return { network: `network${which}.onnx`, weights: `weights${which}.safetensors` };
}

/** The texts of a network bundle: model.json, and radiomics.json for a fusion. */
export function networkBundleFiles({ bundle, features }: SavedNetworks): Readonly<Record<string, string>> {
  const members = features.map((fitted, i) => ({ seed: bundle.members[i]!.seed, pipeline: fitted.toJson() }));
  return {
    "model.json": `${JSON.stringify(bundle, null, 2)}\n`,
    ...(members.length > 0 && {
      "radiomics.json": `${JSON.stringify({ format: "hilum-radiomics-model", version: 1, members })}\n`,
    }),
  };
}

/** Whether a text of model.json is that of a network model; damaged ones are not. */
export function isNetworkBundle(model: string): boolean {
  try {
    return z.object({ kind: z.enum(["deep", "fusion"]) }).safeParse(JSON.parse(model)).success;
  } catch {
    return false;
  }
}

/**
 * A network model from the texts of model.json and radiomics.json, from any source: every field is checked, nothing is run.
 *
 * @param radiomics - undefined if there is no such file.
 * @throws StudyError `bad-bundle` that names the file and the field.
 */
export function parseNetworkBundle(model: string, radiomics: string | undefined): SavedNetworks {
  const { clinical, ...head } = parseJson(model, networkModelFile, "model.json");
  if ((head.kind === "fusion") !== (radiomics !== undefined && head.radiomics !== null)) {
    throw new StudyError(
      "bad-bundle",
      `The model "${head.name}" is of kind ${head.kind}: it needs ${head.kind === "fusion" ? "radiomics settings and radiomics.json" : "no radiomics"}.`,
    );
  }
  if (head.kind === "deep" && clinical) {
    throw new StudyError("bad-bundle", `The model "${head.name}" is of kind deep: it reads no clinical variables.`);
  }
  try {
    const image = imageSettings(head.image);
    const settings = head.radiomics && checkFeatureSettings(head.radiomics);
    const body = radiomics === undefined ? [] : parseJson(radiomics, radiomicsFile, "radiomics.json").members;
    if (body.length > 0 && body.map(({ seed }) => seed).join() !== head.members.map(({ seed }) => seed).join()) {
      throw new StudyError("bad-bundle", "radiomics.json and model.json have members of different seeds.");
    }
    const features = body.map(({ pipeline }) => fittedPipelineFromJson(pipeline));
    return savedNetworks(
      {
        ...head,
        ...(clinical && { clinical }),
        image: { ...head.image, augmentation: image.augmentation },
        radiomics: settings,
      },
      features,
    );
  } catch (error) {
    throw new StudyError("bad-bundle", `The model "${head.name}" is not usable: ${messageOf(error)}`);
  }
}

export function savedNetworks(bundle: NetworkBundle, features: readonly FittedPipeline[]): SavedNetworks {
  return { bundle, features, inputs: [...new Set(features.flatMap(({ inputs }) => inputs))] };
}
