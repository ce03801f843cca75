import { chooseEarly, type EarlyChoice } from '../src/io/early-choice.ts';
import type { Parcel } from '../src/io/parcel.ts';
import type { Session } from './session.ts';
import { uploadOf } from './upload-of.ts';

/** What is chosen for each host that offered something. */
export interface EarlyChoices {
  readonly chosen: ReadonlyMap<string, Promise<EarlyChoice | undefined>>;
  /** Ends what is still being made. */
  drop(): void;
}

/** Chooses what goes to the hosts, and begins to make it, while they are locked and looked at again. */
export function earlyChoices(session: Session, parcel: Parcel): EarlyChoices {
  const { offers, reached } = session;
  const chosen = new Map(
    reached.map(({ host, state }) => {
      const { own } = uploadOf({ session, verify: 'quick' }, state);
      return [host.name, chooseFor(offers.get(host.name), parcel, own)] as const;
    }),
  );
  const drop = () => {
    // Nobody waits for a host that never says what it offers.
    for (const each of chosen.values()) void each.then((choice) => choice?.drop());
  };
  return { chosen, drop };
}

/** Where it goes wrong, it is chosen again under the lock, and what is wrong is told there. */
async function chooseFor(
  offering: ReturnType<Session['offers']['get']>,
  parcel: Parcel,
  own: readonly string[] | undefined,
): Promise<EarlyChoice | undefined> {
  try {
    const offer = await offering;
    return offer && (await chooseEarly(offer, parcel, own));
  } catch {
    return undefined;
  }
}
