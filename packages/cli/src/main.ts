import { program } from "./program.ts";
import { stopWithParent } from "./stop-with-parent.ts";
import { runProgram } from "./run-program.ts";

stopWithParent();
process.exitCode = await runProgram(program(), process.argv.slice(2));
