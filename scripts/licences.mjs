import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A bundler's plugin that leaves the licence of every package in the bundle beside it. */
export function licences(fileName) {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const packages = new Set(modules.flatMap((id) => directoryOf(id) ?? []));
      const source = [...packages].sort().map(licenceIn).join('\n');
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** The innermost package a file lies in. */
function directoryOf(id) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

function licenceIn(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json')));
  const all = readdirSync(directory);
  const own = all.filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  // Some packages have theirs at the end of their readme.
  const files = own.length > 0 ? own : all.filter((file) => /^readme/i.test(file));
  const texts = files.map((file) => readFileSync(join(directory, file), 'utf8').trim());
  return `${[`── ${name} ${version}: ${license}`, ...texts].join('\n\n')}\n`;
}
