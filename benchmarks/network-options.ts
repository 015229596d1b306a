import { UsageError } from "./options.ts";
import type { NetworkSettings } from "./ours/networks.ts";

/** Options of every benchmark that times a network. */
export const networkOptions = {
  network: {
    kind: "choice",
    of: ["resnet18", "resnet34", "resnet50", "densenet121", "swin"],
    default: "resnet18",
    help: "network with concatenation head",
  },
  "stem-stride": {
    kind: "choice",
    of: ["1", "2"],
    default: "1",
    help: "stride of ResNet's first convolution: 1 in the study, 2 in MedicalNet",
  },
  threads: { kind: "count", default: 2, help: "threads of ours and of the peer" },
  repeat: { kind: "count", default: 3, help: "timed runs in each process, after a first one" },
  rounds: { kind: "count", default: 2, help: "processes of ours and of the peer, in turn" },
  peer: { kind: "choice", of: ["torch", "none"], default: "torch", help: "what ours is compared with" },
} as const;

/**
 * What the options say of the network.
 *
 * @throws UsageError on a stem stride for a network without that choice.
 */
export function networkSettings(values: {
  readonly network: NetworkSettings["network"];
  readonly size: number;
  readonly batch: number;
  readonly "stem-stride": "1" | "2";
}): NetworkSettings {
  const { network, size, batch } = values;
  const stemStride = values["stem-stride"] === "2" ? 2 : 1;
  if (stemStride === 2 && !network.startsWith("resnet"))
    throw new UsageError(`--stem-stride is a choice of ResNet; ${network} has none. Leave it out.`);
  return { network, size, batch, stemStride };
}
