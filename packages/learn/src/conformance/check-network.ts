import { checkAdam } from "./check-adam.ts";
import { checkEval, checkTrain } from "./check-pass.ts";
import { checkSgd } from "./check-sgd.ts";
import { checkInputs, checkState } from "./check-state.ts";
import type { NetworkReference, PaperSizeReference } from "./network-reference.ts";
import { buildNetwork, formOf, notImplemented, publishedForm } from "./reference-network.ts";
import type { FileUnderCheck } from "./setting.ts";
import { tolerancesOf } from "./tolerances.ts";

/** Checks a file of schema `hilum-nn-reference-1`: one network, from its parameters' names to three steps of training. */
export async function checkNetwork(file: FileUnderCheck, reference: NetworkReference): Promise<void> {
  const why = notImplemented(reference.case);
  if (why !== undefined) {
    file.record.skip(file.id, why);
    return;
  }
  const form = formOf(reference);
  const tolerances = tolerancesOf(reference.case.network, reference.case.narrow !== undefined);
  const check = { form, reference, tolerances };
  checkState(file, reference, buildNetwork(form, "train"));
  checkInputs(file, reference);
  await checkEval(file, check);
  await checkTrain(file, check);
  await checkAdam(file, check);
  await checkSgd(file, check);
}

/** Checks a file of schema `hilum-nn-paper-size-1`: the published networks with head `cat_only` on one volume, in eval mode. */
export async function checkPaperSize(file: FileUnderCheck, reference: PaperSizeReference): Promise<void> {
  const { seed, size, batch, networks } = reference;
  const given = { seed, size, batch, labels: Array<number>(batch).fill(0) };
  checkInputs(file, { case: given, input: reference.input });
  for (const [network, expected] of Object.entries(networks)) {
    const own = { ...file, id: `${file.id}/${network}` };
    const published = { ...given, network, fusion: "cat_only" };
    const why = notImplemented(published);
    if (why !== undefined) {
      file.record.skip(own.id, why);
      continue;
    }
    const form = publishedForm(published);
    await checkEval(own, {
      form,
      reference: { case: given, eval: expected },
      tolerances: tolerancesOf(network, false),
    });
  }
}
