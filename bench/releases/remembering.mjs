import { payload } from './payloads.mjs';
import { openStand } from './stand.mjs';
import { sum } from './sum.mjs';

/** How much memory a release of 2 GB to three hosts takes. Once: it is the peak that counts. */
export async function remembering({ work, bed, tell }) {
  const tree = payload(work, 'large');
  // So much takes its time.
  const stand = openStand({ bed: { ...bed, limit: 900 }, work }, 'release', 3);
  stand.keep();
  const measured = await stand.deploy('lo', tree);
  tell(`2 GB to three hosts: ${measured.megabytes.toFixed(0)} MB`);
  stand.reset();
  const about = { payload: 'large', case: 'memory', hosts: 3, link: 'lo', tool: 'release' };
  return [{ ...about, ...sum([measured], stand.tool) }];
}
