/**
 * How names of a file are matched with a network's.
 *
 * `complete` (default): published names that mean the same as ours are renamed, so that everything that can be loaded is.
 * `as-published`: only what the study's own code loaded, which compared names exactly: of MONAI's Swin file all MLPs were left out,
 * because it calls them `fc1` and `fc2`.
 */
export type LoadMode = "complete" | "as-published";

interface Renaming {
  readonly modes: readonly LoadMode[];
  /** The other name, or the same where the rule does not apply. */
  readonly rename: (name: string) => string;
}

/** One row per difference between published names and ours; rows may apply together, first row first. */
const renamings: readonly Renaming[] = [
  {
    // MONAI's Swin SSL file holds the encoder alone; the study loaded it into the network's part of that name.
    modes: ["complete", "as-published"],
    rename: (name) => (name.startsWith("swinViT.") ? name : `swinViT.${name}`),
  },
  {
    // The file was written before MONAI renamed the layers of its MLP; MONAI's own load_from renames them too.
    modes: ["complete"],
    rename: (name) => name.replace(/\.mlp\.fc([12])\.(weight|bias)$/, ".mlp.linear$1.$2"),
  },
];

/** The names that a tensor of a file may have in a network, nearest first; its own name comes first. */
export function publishedNames(name: string, mode: LoadMode): readonly string[] {
  return renamings
    .filter(({ modes }) => modes.includes(mode))
    .reduce((names, { rename }) => [...new Set([...names, ...names.map(rename)])], [name]);
}
