import { describeDamage } from "../test/damage-suite.ts";
import { readNrrd } from "./read-nrrd.ts";
import { damagedNrrd } from "./test/damaged-nrrd.ts";

describeDamage(damagedNrrd, (bytes) => readNrrd(bytes), 240);
