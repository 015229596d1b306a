const MOST = 40;

/**
 * Text from a file as a message may show it: in quotes, which it cannot leave, and cut. Whoever must not show it (`hilum import`, whose
 * messages must name nobody) finds it by the quotes.
 */
export function quoted(text: string): string {
  return `"${text.slice(0, MOST).replaceAll('"', "'")}"`;
}
