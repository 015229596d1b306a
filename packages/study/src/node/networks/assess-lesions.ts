import { loadOnnxRuntime } from "@hilum/graph/node";
import { networkPredictor } from "@hilum/learn";
import type { NetworkPredictor } from "@hilum/learn";
import type { Table } from "@hilum/learn/tabular";
import { reloadNetwork } from "@hilum/networks";
import { meanRisk } from "../../bundle/bundle.ts";
import type { Assessment } from "../../bundle/bundle.ts";
import type { SavedNetworks } from "../../bundle/network-bundle.ts";
import { messageOf, StudyError } from "../../errors.ts";
import { contentHash } from "../content-hash.ts";

/**
 * What a saved network model says of lesions.
 *
 * @param networks - the bytes of its .onnx files, in the order of its members.
 * @param crops - what the networks see of each lesion.
 * @param table - features and clinical variables of each lesion; not read by `deep`.
 * @throws StudyError `bad-bundle` if a network is not the one that model.json names, or does not fit it; LearnError `not-finite`.
 */
export async function assessLesions(
  saved: SavedNetworks,
  networks: readonly Uint8Array[],
  crops: readonly Float32Array[],
  table: Table | undefined,
): Promise<Assessment[]> {
  const { bundle, features } = saved;
  const runtime = await loadOnnxRuntime();
  const risks: (readonly number[])[] = [];
  for (const [at, bytes] of networks.entries()) {
    const { spec, variables } = checkedNetwork(saved, at, bytes);
    const fitted = features[at];
    await using predictor: NetworkPredictor = await networkPredictor({
      runtime,
      network: spec,
      variables,
      threads: bundle.threads,
    });
    const predictions = await predictor.predict({
      count: crops.length,
      crop: (index) => crops[index]!,
      ...(fitted && table && { features: fitted.scaled(table) }),
    });
    risks.push(predictions.map(({ probabilities }) => probabilities[1]!));
  }
  const gaps = features.map((fitted) => fitted.imputedIn(table!));
  return crops.map((_, row): Assessment => {
    const risk = meanRisk(risks.map((column) => column[row]!));
    const imputed = [...new Set(gaps.flatMap((lists) => lists[row]!))];
    return { risk, decision: risk >= bundle.threshold ? 1 : 0, imputed };
  });
}

function checkedNetwork({ bundle, features }: SavedNetworks, at: number, bytes: Uint8Array) {
  const { network } = bundle.members[at]!;
  const wrong = (why: string) => new StudyError("bad-bundle", `${network.file}: ${why} Copy the whole folder again.`);
  if (contentHash(bytes) !== network.sha256) throw wrong("not the file that model.json names (its SHA-256 differs).");
  let reloaded;
  try {
    reloaded = reloadNetwork(bytes);
  } catch (error) {
    throw wrong(messageOf(error));
  }
  const { spec } = reloaded;
  const inputs = features[at]?.inputs.length;
  const fits =
    spec.size.toReversed().join() === bundle.image.crop.join() &&
    spec.channels === 1 &&
    spec.classes === 2 &&
    (spec.fusion === "none") === (inputs === undefined) &&
    (inputs === undefined || spec.radiomics === inputs);
  if (!fits) throw wrong("its network does not fit the crop and the features of model.json.");
  return reloaded;
}
