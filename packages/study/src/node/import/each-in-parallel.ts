/**
 * Does the items with so many workers at a time, each item once.
 *
 * @param openWorker - called for each worker; what it keeps is its own.
 */
export async function eachInParallel<T>(
  items: readonly T[],
  workers: number,
  openWorker: () => (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const run = async () => {
    const work = openWorker();
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, run));
}
