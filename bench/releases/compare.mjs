import { cases } from './cases.mjs';
import { changedBytes, limitSeconds } from './limit.mjs';
import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { sum } from './sum.mjs';
import { variant } from './variants.mjs';

/** Measures every tool over every link, in turn, so that what disturbs the machine disturbs all of them. */
export async function compare(bench, { name, of }) {
  const { base, tree: wanted, hosts = 1 } = cases[name];
  const own = payload(bench.work, of);
  const tree = variant(own, wanted);
  const before = base === undefined ? undefined : variant(own, base);
  const stands = bench.peers.map((id) => openStand(bench, id, hosts));
  for (const stand of stands) await settle(stand, tree, before);
  const bytes = changedBytes(tree, before);
  const rows = [];
  for (const link of bench.links) {
    await bench.bed.network.shape(link);
    const about = { payload: of, case: name, hosts, link };
    const runs = await rounds(bench, { stands, link, tree });
    const found = stands.map(({ id, tool }) => ({
      ...about,
      tool: id,
      ...sum(runs.get(id), tool),
    }));
    const limit = { tool: 'limit', seconds: { median: limitSeconds(bytes, link) }, bytes };
    rows.push(...found, { ...about, ...limit });
  }
  return rows;
}

async function settle(stand, tree, before) {
  if (before !== undefined) {
    await stand.prepare(before, true);
    const { over } = await stand.deploy('lo', before);
    if (over) throw new Error(`${stand.id} is too slow for --limit`);
  }
  stand.keep();
  await stand.prepare(tree, before === undefined);
}

async function rounds({ runs, tell }, { stands, link, tree }) {
  const all = new Map(stands.map(({ id }) => [id, []]));
  const turns = Array.from({ length: runs + 1 }, (_, round) => ({ link, tree, round }));
  // What took too long is not tried again over this link.
  for (const turn of turns)
    for (const stand of stands.filter(({ id }) => !all.get(id).some(({ over }) => over))) {
      const measured = await once(stand, turn);
      tell(`${link} ${stand.id} ${turn.round} of ${runs}: ${measured.seconds.toFixed(2)} s`);
      if (turn.round > 0 || measured.over) all.get(stand.id).push(measured);
    }
  return all;
}

/** The first round is not counted: there, what has been made is compared with the tree. */
async function once(stand, { link, tree, round }) {
  stand.reset();
  const measured = await stand.deploy(link, tree);
  if (round === 0 && !measured.over) stand.compare(tree);
  return measured;
}
