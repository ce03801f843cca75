import { measure } from './measure.mjs';
import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { sum } from './sum.mjs';

// What an archive and the digests of what is in it cost with the system's own programs, on the disk as ours is.
const peer = `
  out=$(mktemp -p "$WORK")
  if command -v zstd > /dev/null; then compress='zstd -q -3'; else compress='gzip -6'; fi
  tar -C "$TREE" -cf - . | $compress > "$out"
  find "$TREE" -type f -print0 | xargs -0 sha256sum > "$out.sums"
  sync "$out" "$out.sums"
  rm "$out" "$out.sums"`;

/** A package of a tree, beside the archive and the digests that are in it. */
export async function packing({ work, bed, runs, tell }, { of }) {
  const tree = payload(work, of);
  const patient = { ...bed, limit: 600 };
  const stand = openStand({ bed: patient, work }, 'activate', 1);
  const how = { link: 'lo', script: peer, env: { TREE: tree, WORK: bed.directory } };
  const one = {
    'cutover package': () => stand.package(tree),
    'tar, zstd -3, sha256sum': () => measure(patient, how),
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
