import { type Choice, choose } from './choose-way.ts';
import type { EarlyOffer } from './early-offer.ts';
import type { Parcel } from './parcel.ts';

/** What was chosen for a host from what it offered before it was locked. What it lacks is being made meanwhile. */
export interface EarlyChoice extends Pick<EarlyOffer, 'build' | 'sum'> {
  readonly choice: Choice;
  /** Ends the making, if nobody else waits for it. */
  drop(): void;
}

/** Chooses, and begins to make what the host lacks: when it is locked, that has only to be sent. */
export async function chooseEarly(
  offer: EarlyOffer,
  parcel: Parcel,
  own: readonly string[] = [],
): Promise<EarlyChoice> {
  const { build, sum } = offer;
  const choice = choose(offer, parcel.manifest.files, own);
  const { part, host } = choice;
  // What is made from blocks of the host is known when it has told of them.
  if (part === undefined || part.like.length > 0) return { build, sum, choice, drop: () => {} };
  const { stream } = await parcel.part(part.delta, { host, own });
  // It is heard by those who send.
  stream.on('error', () => undefined);
  return { build, sum, choice, drop: () => void stream.destroy() };
}
