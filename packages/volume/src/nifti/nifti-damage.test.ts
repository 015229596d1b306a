import { describeDamage } from "../test/damage-suite.ts";
import { readNifti } from "./read-nifti.ts";
import { damagedNifti } from "./test/damaged-nifti.ts";

describeDamage(damagedNifti, readNifti);
