import { join } from 'node:path/posix';
import type { Event } from '../../src/event.ts';
import { chooseEarly } from '../../src/io/early-choice.ts';
import { askEarly, type EarlyOffer } from '../../src/io/early-offer.ts';
import type { Connection } from '../../src/io/io.ts';
import type { Parcel } from '../../src/io/parcel.ts';
import { upload } from '../../src/io/upload.ts';
import type { Entry } from '../../src/release/entry.ts';
import { inventory, inventoryScript, readInventory } from '../../src/release/inventory.ts';
import type { UploadCall } from '../../src/release/plan.ts';
import { script, toShell } from '../../src/shell.ts';
import { writeSealScript } from '../../src/strategies/seal-scripts.ts';

/** A place on a host where releases come to lie side by side, each sealed and none live. */
export interface ReleaseHost {
  at(name: string): string;
  /** Places a release, on top of another if one is named, and seals it. Gives what was told meanwhile. */
  place(name: string, parcel: Parcel, call?: Call): Promise<Event[]>;
  /** What it offers of a release before it is locked. */
  offers(name: string): Promise<EarlyOffer | undefined>;
  /** What a release holds, every content read. */
  holds(name: string): Promise<Entry[]>;
}

type Call = Partial<UploadCall> & {
  readonly on?: string;
  readonly early?: EarlyOffer | undefined;
};

/** A directory of the host a connection leads to. */
export function aReleaseHost(connection: Connection, root: string): ReleaseHost {
  const run = async (command: readonly string[]) => {
    const { exit, stdout, stderr } = await connection.run(toShell(command));
    if (exit !== 0) throw new Error(stderr);
    return stdout;
  };
  const at = (name: string) => join(root, name, 'release');
  const seal = (name: string) => join(root, `${name}.seal`);
  return {
    at,
    place: async (name, parcel, { on, early, ...more } = {}) => {
      const events: Event[] = [];
      const emit = (event: Event) => void events.push(event);
      const base = on === undefined ? undefined : { directory: at(on), seal: seal(on) };
      const call: UploadCall = { does: 'upload', to: at(name), base, ...more };
      const chosen = early && (await chooseEarly(early, parcel, call.own));
      await upload(connection, call, { parcel, early: chosen, signal: undefined, emit });
      const words = [at(name), seal(name), 'digest', inventoryScript, join(root, 'placing')];
      await run(script(writeSealScript, ...words));
      return events;
    },
    offers: (name) => {
      const telling = 'echo "$2 gzip" && gzip -1 < "$1"';
      return askEarly(connection, script(telling, seal(name), `${name}.seal`));
    },
    holds: async (name) => {
      const held = readInventory(await run(inventory(at(name))));
      return held.filter(({ path }) => path !== 'manifest.json');
    },
  };
}
