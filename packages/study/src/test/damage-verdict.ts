import { StudyError } from "../errors.ts";

/** What became of a damaged file: accepted, refused in a StudyError, or something that must not happen. */
export interface DamageVerdict {
  readonly refused: boolean;
  readonly complaints: readonly string[];
}

const slowMs = 2000;
/** A cell of megabytes must not come back as the message. */
const longMessage = 8000;

/** Uses a damaged file; it must be accepted, or refused by its name in a StudyError for people, in two seconds of processor time. */
export async function damageVerdict(name: string, file: string, use: () => unknown): Promise<DamageVerdict> {
  const start = process.cpuUsage().user / 1000;
  const complaints: string[] = [];
  let refused = false;
  try {
    await use();
  } catch (error) {
    refused = true;
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof StudyError)) complaints.push(`${name}: ${String(error).slice(0, 200)}`);
    else if (!message.includes(file)) complaints.push(`${name}: does not name ${file}: ${message.slice(0, 200)}`);
    if (message.length > longMessage) complaints.push(`${name}: a message of ${message.length} characters`);
  }
  const elapsed = process.cpuUsage().user / 1000 - start;
  if (elapsed > slowMs) complaints.push(`${name}: took ${Math.round(elapsed)} ms`);
  return { refused, complaints };
}
