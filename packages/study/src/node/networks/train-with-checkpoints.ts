import type { NetworkTraining } from "@hilum/learn";
import { writeFileAtomic } from "../atomic-file.ts";
import { jobPaths } from "../jobs/job-files.ts";
import type { NetworkRequest, TrainingProgress } from "./network-request.ts";
import { logLine, writeCurves } from "./training-log.ts";

/** A checkpoint inside an epoch is written when the last one is older. */
const checkpointSeconds = 60;

/** Trains to the end; log, curves and checkpoints lie in the job's work folder meanwhile. @throws StudyError `not-writable` */
export async function trainWithCheckpoints(
  training: NetworkTraining,
  { cache, id, model }: NetworkRequest,
  report: (progress: TrainingProgress) => void,
): Promise<void> {
  const { work, checkpoint } = jobPaths(cache, id);
  const { epochs } = model.training;
  let written = performance.now();
  let before: { readonly at: number; readonly done: number } | undefined;
  for await (const moment of training) {
    const { epoch, step, steps, loss } = moment;
    const done = epoch + step / steps;
    const now = performance.now();
    const pace = before && (now - before.at) / 1000 / (done - before.done);
    before ??= { at: now, done };
    report({
      epoch: Math.min(epochs, step > 0 ? epoch + 1 : epoch),
      epochs,
      step,
      steps,
      loss,
      validationAuc: moment.report?.measures["validation"] ?? training.reports.at(-1)?.measures["validation"],
      secondsLeft: pace === undefined ? undefined : pace * (epochs - done),
      memoryMiB: process.memoryUsage.rss() / 2 ** 20,
    });
    if (moment.report) {
      const auc = moment.report.measures["validation"];
      await logLine(
        work,
        `epoch ${epoch} of ${epochs}: loss ${moment.report.loss.toPrecision(5)}${auc === undefined ? "" : `, validation AUC ${auc.toFixed(3)}`}`,
      );
      await writeCurves(work, training.reports);
    }
    if (moment.report || now - written > checkpointSeconds * 1000) {
      await writeFileAtomic(checkpoint, training.checkpoint());
      written = performance.now();
    }
  }
}
