/** Does things in a moment, until it is stopped. */
export function settleLater(milliseconds: number): {
  later(act: () => void): void;
  stop(): void;
} {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later: (act) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, milliseconds);
      timers.add(timer);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
