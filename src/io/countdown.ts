/** A wait that a person should see. */
export interface Awaited {
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Tells how long waits still take. */
export interface Countdown<Wait extends Awaited> {
  /** A wait begins; one that is under way goes on as this one. */
  begin(wait: Wait): void;
  /** Nobody waits any more. */
  end(): void;
}

/** Tells the seconds that are left of a wait, once a second, and 0 when it is over. Keeps no process alive. */
export function countdown<Wait extends Awaited>(
  tell: (wait: Wait, seconds: number) => void,
): Countdown<Wait> {
  let current: Wait | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tick = (seconds: number) => {
    if (current === undefined) return;
    tell(current, seconds);
    if (seconds > 0) return;
    clearInterval(timer);
    [current, timer] = [undefined, undefined];
  };
  return {
    begin(wait) {
      current = wait;
      timer ??= setInterval(() => tick(left(current)), 1000).unref();
      tick(left(wait));
    },
    end: () => tick(0),
  };
}

function left(wait: Awaited | undefined): number {
  return wait === undefined ? 0 : Math.max(0, Math.ceil((wait.until - Date.now()) / 1000));
}
