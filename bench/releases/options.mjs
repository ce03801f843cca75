import { parseArgs } from 'node:util';

const all = {
  payload: ['tiny', 'laravel', 'node'],
  link: ['lo', '1gbit-5ms', '100mbit-20ms', '100mbit-80ms'],
  case: [
    ...['first', 'unchanged', 'unchanged-fresh', 'edited', 'edited-fresh', 'big', 'hosts'],
    ...['switch', 'rollback', 'package', 'memory'],
  ],
  peer: ['activate', 'release', 'rsync', 'cp-al', 'scp', 'capistrano', 'ansible', 'pipe'],
};

const full = { ...all, payload: ['laravel', 'node'], limit: 120 };

const quick = {
  payload: ['laravel'],
  link: ['lo', '100mbit-20ms'],
  case: ['first', 'edited-fresh', 'switch', 'rollback', 'package'],
  peer: all.peer,
  // Seconds that one deployment may take.
  limit: 30,
};

/** What is to be measured. Without words: what ends in ten minutes on two cores; `--full`: everything. */
export function readOptions(words) {
  const { values } = parseArgs({
    args: words,
    options: {
      full: { type: 'boolean', default: false },
      ...{ payload: { type: 'string' }, link: { type: 'string' }, case: { type: 'string' } },
      ...{ peer: { type: 'string' }, runs: { type: 'string', default: '5' } },
      limit: { type: 'string' },
      work: { type: 'string', default: '/var/tmp/cutover-bench' },
      results: { type: 'string', default: 'bench/results' },
    },
  });
  const chosen = values.full ? full : quick;
  const list = (name) => listOf(name, values[name], chosen[name]);
  return {
    ...{ payloads: list('payload'), links: list('link'), cases: list('case'), peers: list('peer') },
    ...{ runs: Number(values.runs), limit: Number(values.limit ?? chosen.limit) },
    ...{ work: values.work, results: values.results },
  };
}

function listOf(name, given, chosen) {
  if (given === undefined) return chosen;
  const wanted = given.split(',');
  const unknown = wanted.find((each) => !all[name].includes(each));
  if (unknown === undefined) return wanted;
  throw new Error(`There is no ${name} "${unknown}": ${all[name].join(', ')}`);
}
