import { measure } from './measure.mjs';
import { packingPeer } from './packing-peer.mjs';
import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { sum } from './sum.mjs';

/** A package of a tree, beside the archive and the digests that are in it. */
export async function packing({ work, bed, runs, tell }, { of }) {
  const tree = payload(work, of);
  const patient = { ...bed, limit: 600 };
  const stand = openStand({ bed: patient, work }, 'activate', 1);
  const how = { link: 'lo', script: packingPeer.script, env: { TREE: tree, WORK: bed.directory } };
  const one = {
    'cutover package': () => stand.package(tree),
    [packingPeer.name]: () => measure(patient, how),
  };
  const all = new Map(Object.keys(one).map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1)
    for (const [name, take] of Object.entries(one)) {
      const measured = await take();
      tell(`${name} ${run} of ${runs}: ${measured.seconds.toFixed(2)} s`);
      if (run > 0) all.get(name).push(measured);
    }
  const about = { payload: of, case: 'package', hosts: 0, link: '–' };
  return [...all].map(([tool, runsOf]) => ({ ...about, tool, ...sum(runsOf, {}) }));
}
