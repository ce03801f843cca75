import { askEarly } from '../src/io/early-offer.ts';
import type { Connection } from '../src/io/io.ts';
import type { Strategy } from '../src/strategies/strategy.ts';
import type { Named, Session } from './session.ts';

/**
 * Asks what a new release could be made from, and opens a channel for what it lacks, while the hosts are first looked at;
 * nothing where none will be sent, or all of it.
 */
export function earlyOffers(
  { maySwitch, maySend = false, config, target }: Named,
  strategy: Strategy,
  connections: readonly Connection[],
): Session['offers'] {
  if (!(maySwitch && maySend && config.upload === 'delta')) return new Map();
  const question = strategy.offer(target.strategy);
  return new Map(
    connections.map((connection) => {
      const offer = askEarly(connection, question);
      connection.openAhead();
      return [connection.host, offer] as const;
    }),
  );
}
