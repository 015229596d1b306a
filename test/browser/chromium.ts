import { existsSync } from "node:fs";

const path = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Debian's Chromium, or the one that the environment variable CHROMIUM names; undefined where there is none. */
export const chromiumPath = existsSync(path) ? path : undefined;

/** A suite's title, which says so if it is skipped. */
export const chromiumTitle = (title: string): string =>
  chromiumPath === undefined ? `${title} (skipped: no ${path}; install Chromium or set CHROMIUM to its path)` : title;
