/**
 * Calls `make` for 0 … count − 1 and hands out the results in order, while the next ones are already being made: so worker threads cut
 * the crops of coming batches as long as the network computes.
 *
 * @param from - the first one.
 * @param ahead - how many are made before they are asked for.
 */
export async function* prefetched<T>(
  make: (index: number) => Promise<T>,
  { from, count, ahead }: { readonly from: number; readonly count: number; readonly ahead: number },
): AsyncGenerator<T> {
  const coming: Promise<T>[] = [];
  for (let next = from; next < count; next++) {
    const made = make(next);
    // Its error is thrown when its turn comes; until then it must not count as unhandled.
    made.catch(() => undefined);
    coming.push(made);
    if (coming.length > ahead) yield await coming.shift()!;
  }
  for (const made of coming) yield await made;
}
