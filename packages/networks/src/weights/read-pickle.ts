import type { CheckpointValue } from "./checkpoint-value.ts";
import type { PickleRules } from "./pickle-machine.ts";
import { PickleMachine } from "./pickle-machine.ts";
import { opcodes, STOP } from "./pickle-opcodes.ts";

/**
 * The value of the pickle that begins at byte `start`, and the byte after it.
 *
 * An interpreter of our own for what `torch.save` writes in protocols 1 to 5: it knows data, names of an allow-list and our own
 * functions behind them. There is no way from here to any code of the file.
 *
 * @throws NetworkError `weights-forbidden` naming what is not on the list; `weights-damaged`; `weights-too-large`.
 * @see CPython, Lib/pickletools.py
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  rules: PickleRules,
): { value: CheckpointValue; end: number } {
  const machine = new PickleMachine(bytes, start, rules);
  for (let code = machine.operation(); code !== STOP; code = machine.operation()) opcodes[code](machine);
  return { value: machine.finish(), end: machine.at };
}
