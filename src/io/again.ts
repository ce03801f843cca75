/** How often work is begun again. */
const repeats = 3;

/** Begins work again from its beginning, a few times, when it failed in a way that allows it. */
export async function again<Result>(
  work: () => Promise<Result>,
  allows: (error: unknown) => boolean,
): Promise<Result> {
  for (let left = repeats; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !allows(error)) throw error;
    }
  }
}
