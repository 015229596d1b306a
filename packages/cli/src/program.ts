import { readFileSync } from "node:fs";
import { Command } from "commander";
import { cancelCommand } from "./commands/cancel.ts";
import { checkCommand } from "./commands/check.ts";
import { conformanceCommand } from "./commands/conformance.ts";
import { convertCommand } from "./commands/convert.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { featuresCommand } from "./commands/features.ts";
import { importCommand } from "./commands/import.ts";
import { infoCommand } from "./commands/info.ts";
import { jobCommand } from "./commands/job.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { planCommand } from "./commands/plan.ts";
import { predictCommand } from "./commands/predict.ts";
import { pretrainCommand } from "./commands/pretrain.ts";
import { runCommand } from "./commands/run.ts";
import { segmentCommand } from "./commands/segment.ts";
import { synthCommand } from "./commands/synth.ts";
import { weightsCommand } from "./commands/weights.ts";

const description = `Predicts whether a small lung cancer has reached the lymph nodes, from CT: one study file in, one report out.
Research use only. Not a medical device.`;

const examples = `
Examples:
  hilum run                          the demo study on real lung nodules
  hilum check study.yaml             look at every case before hours of work
  hilum import pacs/ --out cohort    a DICOM folder becomes a de-identified cohort
  hilum run study.yaml --out runs/1  a study of your own
  hilum predict runs/1/models/tree-svm image.nii.gz mask.nii.gz

hilum COMMAND --help explains one command.`;

/** The command line. What a command needs is loaded when it is called, so that --help answers at once. */
export function program(): Command {
  const hilum = new Command("hilum")
    .description(description)
    .version(versionOfPackage(), "--version")
    .helpOption("--help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError("(hilum --help shows what there is)")
    .exitOverride()
    .addHelpText("after", examples);
  for (const make of [
    runCommand,
    checkCommand,
    planCommand,
    jobsCommand,
    jobCommand,
    cancelCommand,
    importCommand,
    infoCommand,
    convertCommand,
    predictCommand,
    featuresCommand,
    segmentCommand,
    evaluateCommand,
    synthCommand,
    pretrainCommand,
    weightsCommand,
    conformanceCommand,
    doctorCommand,
  ]) {
    const command = make().helpOption("--help").exitOverride();
    command.showHelpAfterError(`(hilum ${command.name()} --help shows how)`);
    hilum.addCommand(command);
  }
  return hilum;
}

function versionOfPackage(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const found: unknown = JSON.parse(text);
  return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "unknown";
}
