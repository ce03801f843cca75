import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { placeOn } from './place.mjs';
import { tools } from './tools/index.mjs';

/** A tool with its directories on some hosts, empty. */
export function openStand({ bed, work }, id, count) {
  const tool = tools[id];
  const hosts = bed.hosts.slice(0, count);
  const places = hosts.map((host) => placeOn(host, id));
  for (const place of places) place.clear();
  const common = { bed, hosts, project: join(work, 'trees'), root: `/srv/${id}`, before: '' };
  let builds = 0;
  const next = () => `build-${++builds}`;
  return {
    ...{ id, tool, places },
    prepare: async (tree, isFirst) => await tool.prepare?.({ ...common, tree, isFirst }),
    deploy: async (link, tree) =>
      await deploy(tool, places, { ...common, link, tree, next: next() }),
    rollback: async (link, tree) => await run(tool.rollback, { ...common, link, tree, next: '' }),
    package: async (tree) => {
      tool.configure({ ...common, tree });
      return await run(tool.package, { ...common, link: 'lo', tree, next: '' });
    },
    /** What is there now is what every run begins with. */
    keep: () => {
      for (const place of places) place.keep();
      common.before = places[0].live() ?? '';
    },
    reset: () => {
      for (const place of places) place.reset();
    },
    compare: (tree) => {
      for (const place of places) compare(tool, place, tree);
    },
  };
}

async function deploy(tool, places, at) {
  tool.configure?.(at);
  tool.before?.(at);
  execFileSync('sync');
  const measured = await run(tool.deploy, at);
  for (const place of measured.over ? [] : places) mustBeLive(tool.name, place, at.before);
  return measured;
}

async function run(verb, at) {
  const { bed, link } = at;
  const how = verb(at);
  return await measure(bed, { ...how, link, env: { ...environment(at), ...how.env } });
}

function environment({ hosts, root, tree, next, before }) {
  const addresses = hosts.map(({ address }) => address).join(' ');
  return { ADDRESSES: addresses, ROOT: root, TREE: tree, NEXT: next, BEFORE: before };
}

function mustBeLive(name, place, before) {
  const live = place.live();
  if (live === undefined || live === before) throw new Error(`${name}: "${live}" is live`);
}

/** What is live must be the tree, but for what the tool adds. */
function compare({ followsLinks = false, adds = [] }, place, tree) {
  const links = followsLinks ? [] : ['--no-dereference'];
  const live = join(place.root, 'releases', place.live());
  const { stdout, stderr } = spawnSync('diff', ['-rq', ...links, live, tree]);
  const added = adds.map((name) => `Only in ${live}: ${name}`);
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line && !added.includes(line));
  if (lines.length > 0) throw new Error(lines.join('\n'));
}
