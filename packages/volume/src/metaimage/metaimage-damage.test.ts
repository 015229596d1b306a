import { describeDamage } from "../test/damage-suite.ts";
import { readMetaImage } from "./read-metaimage.ts";
import { damagedMetaImage } from "./test/damaged-metaimage.ts";

describeDamage(damagedMetaImage, (bytes) => readMetaImage(bytes), 240);
