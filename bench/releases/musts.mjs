import { packingPeer } from './packing-peer.mjs';

const deployments = ['rsync', 'cp-al', 'scp', 'capistrano', 'ansible'];
const small = ['unchanged', 'unchanged-fresh', 'edited', 'edited-fresh'];

/** What a row of ours must be, in words, with what it is: ratios of medians in the same run. */
export function mustsOf(row, rows) {
  const among = rows.filter((each) => isSame(each, row, ['payload', 'case', 'hosts', 'link']));
  const ours = ['activate', 'release', 'cutover package'].includes(row.tool);
  if (row.case === 'switch') return switchMusts(row);
  if (!ours) return [];
  if (row.over) return [must('--limit', row.seconds.median, 0)];
  const peers = new Map(among.map((each) => [each.tool, each.seconds?.median]));
  const than = (limit, id) =>
    peers.has(id) ? [must(`${limit} × ${id}`, row.seconds.median / peers.get(id), limit)] : [];
  if (row.case === 'first') return firstMusts(row, than, peers);
  if (small.includes(row.case)) return [...smallMusts(than), ...tripMusts(row)];
  return otherMusts(row, rows, than);
}

function must(words, value, limit) {
  return { must: words, value, met: value <= limit };
}

function firstMusts({ link }, than, peers) {
  const near = link === 'lo';
  const known = deployments.filter((id) => peers.has(id));
  const [best] = known.toSorted((a, b) => peers.get(a) - peers.get(b));
  const beside = best === undefined ? [] : than(near ? 1 : 0.8, best);
  return [...beside, ...than(near ? 1.4 : 1.15, 'pipe')];
}

function smallMusts(than) {
  const others = deployments.filter((id) => id !== 'rsync').flatMap((id) => than(0.6, id));
  return [...than(0.4, 'rsync'), ...others, ...than(1, 'pipe')];
}

function tripMusts(row) {
  return row.case.startsWith('unchanged') ? [must('8 round trips', row.trips, 8)] : [];
}

function otherMusts(row, rows, than) {
  switch (row.case) {
    case 'hosts': {
      const one = rows.find(
        (each) => each.case === 'edited-fresh' && isSame(each, row, ['payload', 'link', 'tool']),
      );
      return one ? [must('1.3 × one host', row.seconds.median / one.seconds.median, 1.3)] : [];
    }
    case 'rollback':
      return than(0.25, 'capistrano');
    case 'package':
      return than(0.8, packingPeer.name);
    case 'memory':
      return [must('200 MB', row.megabytes, 200)];
    default:
      return [];
  }
}

function switchMusts({ link, milliseconds, roundTrip }) {
  const spread = link === 'lo' ? [must('spread 5 ms', milliseconds.spread, 5)] : [];
  return [must('1 round trip + 10 ms', milliseconds.switch, roundTrip + 10), ...spread];
}

function isSame(one, other, keys) {
  return keys.every((key) => one[key] === other[key]);
}
