/** One request and its answer. */
interface Entry {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  /** 0 while it is under way, and for a cut connection. */
  status: number;
}

/** Everything that was asked. */
export interface RequestLog {
  readonly entries: readonly Entry[];
  /** How many were under way at the same time, at most. */
  readonly peak: number;
  readonly inFlight: number;
  /** How many began with this, such as `PUT /2.0/repositories/zentra/shop`, or only the path. */
  count(prefix?: string): number;
  clear(): void;
  /** Called when a request comes; what it gives is called with the answer’s status. */
  begin(method: string, path: string): (status: number) => void;
}

/** An empty log. */
export function newRequestLog(): RequestLog {
  const entries: Entry[] = [];
  const load = { now: 0, peak: 0 };
  return {
    entries,
    get peak() {
      return load.peak;
    },
    get inFlight() {
      return load.now;
    },
    count: (prefix = '') =>
      entries.filter(
        ({ method, path }) => path.startsWith(prefix) || `${method} ${path}`.startsWith(prefix),
      ).length,
    clear: () => {
      entries.length = 0;
      load.peak = load.now;
    },
    begin: (method, path) => {
      const entry: Entry = { method, path, status: 0 };
      entries.push(entry);
      load.now += 1;
      load.peak = Math.max(load.peak, load.now);
      return (status) => {
        entry.status = status;
        load.now -= 1;
      };
    },
  };
}
