import { z } from "zod";

/** Names of models and studies; they become names of files and folders. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9{][A-Za-z0-9._@{}+-]{0,99}$/, "expected letters, digits and . _ - + (it becomes a file name)");
export const count = z.number().int().min(1);
