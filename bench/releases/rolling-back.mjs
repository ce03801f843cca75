import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { sum } from './sum.mjs';
import { variant } from './variants.mjs';

const commands = { release: 'cutover rollback', capistrano: 'cap deploy:rollback' };

/** The way back on three hosts, beside Capistrano’s: the command, from its first moment to its last. */
export async function rollingBack({ work, bed, links, peers, runs, tell }, { of }) {
  const own = payload(work, of);
  const tree = variant(own, 'edited-fresh');
  const ids = ['release', 'capistrano'].filter((id) => peers.includes(id));
  const stands = ids.map((id) => openStand({ bed, work }, id, 3));
  for (const stand of stands) {
    await stand.prepare(own, true);
    await stand.deploy('lo', own);
    stand.keep();
    await stand.prepare(tree, false);
  }
  const link = links[0];
  await bed.network.shape(link);
  const all = new Map(ids.map((id) => [id, []]));
  for (let run = 1; run <= runs; run += 1)
    for (const stand of stands) {
      // Capistrano takes what it leaves away: it is brought again for each run.
      stand.reset();
      await stand.deploy('lo', tree);
      const measured = await stand.rollback(link, tree);
      all.get(stand.id).push(measured);
      tell(`${link} rollback ${stand.id} ${run} of ${runs}: ${measured.seconds.toFixed(2)} s`);
    }
  const about = { payload: of, case: 'rollback', hosts: 3, link };
  return stands.map(({ id, tool }) => {
    return { ...about, tool: id, name: commands[id], ...sum(all.get(id), tool) };
  });
}
