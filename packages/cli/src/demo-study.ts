import { fileURLToPath } from "node:url";

/** Path of the study file of the demo, which is a package of its own: in the repository and when installed. */
export function demoStudy(): string {
  return fileURLToPath(import.meta.resolve("@hilum/example-lung-nodules/study.yaml"));
}
