import { watch } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { links } from './links.mjs';
import { median } from './median.mjs';
import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { variant } from './variants.mjs';

/** How far apart five hosts switch, as the kernel sees it, and how long the phase takes. */
export async function switching({ work, bed, links: wanted, runs, tell }, { of }) {
  const own = payload(work, of);
  const tree = variant(own, 'edited-fresh');
  const stand = openStand({ bed, work }, 'release', 5);
  await stand.deploy('lo', own);
  stand.keep();
  const rows = [];
  for (const link of wanted) {
    await bed.network.shape(link);
    const spreads = [];
    const phases = [];
    for (let run = 0; run < runs; run += 1) {
      stand.reset();
      const watched = watchLinks(stand.places);
      const { told } = await stand.deploy(link, tree);
      spreads.push(await watched.spread());
      phases.push(phaseSeconds(told, 'switch'));
      tell(`${link} switch ${run + 1} of ${runs}: ${spreads.at(-1).toFixed(1)} ms apart`);
    }
    const milliseconds = { switch: median(phases) * 1000, spread: median(spreads) };
    const roundTrip = links[link].milliseconds;
    rows.push({ case: 'switch', payload: of, hosts: 5, link, roundTrip, milliseconds });
  }
  return rows;
}

/** Notes when each pointer got its new name. */
function watchLinks(places) {
  const times = new Map();
  const watchers = places.map(({ root }) =>
    watch(root, (_, name) => name === 'current' && times.set(join(root, name), performance.now())),
  );
  return {
    spread: async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const each of watchers) each.close();
      if (times.size !== places.length) throw new Error(`${times.size} switches were seen`);
      return Math.max(...times.values()) - Math.min(...times.values());
    },
  };
}

/** The slowest host’s. */
function phaseSeconds(told, wanted) {
  const found = Object.values(JSON.parse(told).timings).flat();
  return Math.max(...found.filter(({ phase }) => phase === wanted).map(({ seconds }) => seconds));
}
