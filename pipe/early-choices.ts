import { chooseEarly, type EarlyChoice } from '../src/io/early-choice.ts';
import type { Parcel } from '../src/io/parcel.ts';
import { baseOn } from './base-on.ts';
import type { Reached, Session } from './session.ts';
import { uploadOf } from './upload-of.ts';

/** What is chosen for each host that offered something. */
export interface EarlyChoices {
  readonly chosen: ReadonlyMap<string, Promise<EarlyChoice | undefined>>;
  /** Ends what is still being made. */
  drop(): void;
}

/** Chooses what is to be sent to the hosts, and begins to make it, while they are locked and looked at again. */
export function earlyChoices({ offers, reached, config }: Offered, parcel: Parcel): EarlyChoices {
  const chosen = new Map(
    reached.map((each) => {
      const offering = offers.get(each.host.name);
      return [each.host.name, chooseFor(offering, { parcel, config, ...each })] as const;
    }),
  );
  const drop = () => {
    // Nobody waits for a host that never says what it offers.
    for (const each of chosen.values()) void each.then((choice) => choice?.drop());
  };
  return { chosen, drop };
}

/** A session’s hosts, and what they offered. */
type Offered = Pick<Session, 'offers' | 'config'> & {
  readonly reached: readonly Pick<Reached, 'host' | 'state'>[];
};

type Choosing = Pick<Session, 'config'> & Pick<Reached, 'state'> & { readonly parcel: Parcel };

/** Where it goes wrong, it is chosen again under the lock, and what is wrong is told there. */
async function chooseFor(
  offering: ReturnType<Session['offers']['get']>,
  { parcel, config, state }: Choosing,
): Promise<EarlyChoice | undefined> {
  const { build, digest } = parcel.manifest;
  const isThere = state.releases.some((each) => each.build === build && each.digest === digest);
  const base = isThere ? undefined : baseOn(config, state, parcel.manifest);
  if (base === undefined) return undefined;
  try {
    const offer = await offering;
    if (offer?.build !== base) return undefined;
    const { own } = uploadOf({ session: { config }, verify: 'quick' }, state);
    return await chooseEarly(offer, parcel, own);
  } catch {
    return undefined;
  }
}
