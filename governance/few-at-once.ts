// Enough that requests are always waiting for their turn, and no more: what is under way is in memory.
const few = 8;

/** Does the work for all, a few at a time and in order. The first failure ends it, once those under way have ended. */
export async function fewAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) {
      if (failures.length > 0) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: few }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
