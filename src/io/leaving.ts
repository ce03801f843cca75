import type { Connection } from './io.ts';

/** A connection that lets go of all its commands when the runner must leave. What is begun after that runs as ever. */
export function leaving(connection: Connection, leave: AbortSignal): Connection {
  return {
    ...connection,
    run: (line, options = {}) => {
      if (leave.aborted) return connection.run(line, options);
      const { signal } = options;
      const either = signal === undefined ? leave : AbortSignal.any([signal, leave]);
      return connection.run(line, { ...options, signal: either });
    },
  };
}
