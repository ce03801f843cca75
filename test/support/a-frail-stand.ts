import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aStand, type Stand, type StandOptions } from './a-stand.ts';
import { type Cut, cut } from './cut.ts';

/** A stand of three hosts whose second is behind a cable. */
export interface FrailStand extends Stand {
  readonly cable: Cut;
  /** The second host’s name, as the config has it. */
  readonly frail: string;
  /** `cutover.yml`, with the cable in it. */
  readonly config: string;
}

/** Starts the hosts and puts the cable between. */
export async function aFrailStand(
  options: StandOptions = {},
  slowness: { readonly pause?: number } = {},
): Promise<FrailStand> {
  const stand = await aStand(options);
  const port = stand.hosts[1]?.port ?? 0;
  const cable = await cut(port, slowness);
  const frail = `127.0.0.1:${cable.port}`;
  const written = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
  const config = written.replace(`127.0.0.1:${port}`, frail);
  stand.project.commit({ 'cutover.yml': config });
  const stop = async () => {
    await stand.stop();
    await cable.stop();
  };
  return { ...stand, cable, frail, config, stop };
}
