/** What was begun and has not ended. */
export interface UnderWay {
  /** The same work, and kept an eye on. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when all of it has ended, well or not. */
  ended(): Promise<void>;
}

/** Nothing is under way yet. */
export function underWay(): UnderWay {
  const all = new Set<Promise<unknown>>();
  return {
    track(work) {
      const forget = () => all.delete(work);
      all.add(work);
      work.then(forget, forget);
      return work;
    },
    async ended() {
      while (all.size > 0) await Promise.allSettled(all);
    },
  };
}
