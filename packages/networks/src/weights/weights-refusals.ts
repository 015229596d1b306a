import { NetworkError } from "../network-error.ts";

/** The bytes contradict themselves or end too early; `why` is a clause with the numbers. */
export function damaged(why: string): NetworkError {
  return new NetworkError(
    "weights-damaged",
    `The file of weights is damaged or cut short: ${why}. Compare its size with the source and download it again.`,
  );
}

/** The file asks for something that reading weights never needs. Nothing of it was run. */
export function forbidden(what: string): NetworkError {
  return new NetworkError(
    "weights-forbidden",
    `The checkpoint asks for ${what}, which reading weights does not need, so it was refused and nothing was run. ` +
      `If you trust its source, load it in Python and save the weights alone: torch.save(model.state_dict(), "weights.pt").`,
  );
}

/** The file is sound, but of a kind that is not read here. */
export function unsupported(what: string, nextStep: string): NetworkError {
  return new NetworkError("weights-unsupported", `${what} ${nextStep}`);
}

/** Reading would need more than is allowed. */
export function tooLarge(what: string): NetworkError {
  return new NetworkError("weights-too-large", what);
}
