import { describe, expect, test } from 'vitest';
import { Stop } from '../src/error.ts';
import { parseConfig, targetNamed } from '../src/parse-config.ts';
import { caught } from './support/caught.ts';
import { fc } from './support/fc.ts';
import { runs } from './support/runs.ts';

const target = '{ strategy: { type: symlink, root: /srv/app }, hosts: [deploy@web-1] }';
const smallest = `app: shop\ntargets: { production: ${target} }\n`;

/** What is printed for a config, line by line. */
const complaints = (text: string) => caught(() => parseConfig('cutover.yml', text)).details;

describe('a config', () => {
  test('needs an app and a target; the rest has defaults', () => {
    expect(parseConfig('cutover.yml', smallest)).toEqual({
      app: 'shop',
      package: { from: '.', exclude: [], require: [], version: 'calver', allowSecrets: [] },
      shared: { directories: [], files: [] },
      bridge: { directories: [], age: 86_400 },
      hooks: { prepare: [], migrate: [], reload: [], verify: [] },
      verify: { probes: [] },
      lease: 30,
      upload: 'delta',
      keep: 5,
      targets: {
        production: {
          strategy: { type: 'symlink', root: '/srv/app' },
          onHostFailure: 'revert',
          queue: 'all',
          hosts: [{ kind: 'ssh', name: 'web-1', user: 'deploy', address: 'web-1', port: 22 }],
        },
      },
    });
  });

  test('takes a hook as a line, as an object, and alone or in a list', () => {
    const { hooks } = parseConfig(
      'cutover.yml',
      `${smallest}hooks:
  prepare: [php artisan config:cache, { run: php artisan route:cache, timeout: 60s }]
  reload: php artisan queue:restart
`,
    );
    expect(hooks.prepare).toEqual([
      { run: 'php artisan config:cache', timeout: 600, once: undefined, undo: undefined },
      { run: 'php artisan route:cache', timeout: 60, once: undefined, undo: undefined },
    ]);
    expect(hooks.reload.map(({ run }) => run)).toEqual(['php artisan queue:restart']);
  });

  test('takes what is bridged as a list, or with how long it stays', () => {
    const bridged = (text: string) =>
      parseConfig('cutover.yml', `${smallest}bridge: ${text}\n`).bridge;
    expect(bridged('[public/build]')).toEqual({ directories: ['public/build'], age: 86_400 });
    expect(bridged('{ directories: [public/build], age: 2h }')).toMatchObject({ age: 7200 });
  });

  test.each<[what: string, text: string, expected: string[]]>([
    [
      'is no YAML',
      'app: [shop',
      [
        'cutover.yml:1:11 Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'is empty',
      '',
      [
        'cutover.yml:1:1 "app" is missing: expected string',
        'cutover.yml:1:1 "targets" is missing: expected a map',
      ],
    ],
    ['is a list', '- app', ['cutover.yml:1:1 the document: expected a map, received a list']],
    [
      'has unknown keys',
      `${smallest}keeep: 3\nshared: { directory: [a] }\n`,
      ['cutover.yml:3:1 unknown key "keeep"', 'cutover.yml:4:11 unknown key "directory"'],
    ],
    ['says a key twice', `${smallest}app: other\n`, ['cutover.yml:3:1 Map keys must be unique']],
    [
      'names what is not there',
      'app: *name\n',
      ['cutover.yml:1:6 Unresolved alias (the anchor must be set before the alias): name'],
    ],
    [
      'has wrong types',
      'app: 7\nkeep: some\ntargets: {}\n',
      [
        'cutover.yml:1:1 "app": expected string, received number',
        'cutover.yml:2:1 "keep": expected number, received string',
        'cutover.yml:3:1 "targets": name at least one',
      ],
    ],
    [
      'has a hook without a command',
      `${smallest}hooks:\n  reload:\n    - ''\n    - { run: ls, timeout: 90 }\n`,
      [
        'cutover.yml:5:7 "hooks.reload.0": a hook needs a command',
        'cutover.yml:6:18 "hooks.reload.1.timeout": expected string, received number',
      ],
    ],
    [
      'shares what lies in each other',
      `${smallest}shared:\n  directories: [storage, storage/logs]\n  files: [.env, .env]\n`,
      [
        'cutover.yml:4:26 "storage/logs" lies in "storage", which is shared as a whole',
        'cutover.yml:5:17 ".env" is shared twice',
      ],
    ],
    [
      'shares or bridges what Cutover uses itself',
      `${smallest}shared: { directories: [.cutover/own, storage.cutover] }\nbridge: [.cutover/x]\n`,
      [
        'cutover.yml:3:25 ".cutover/own" is a name that Cutover uses itself',
        'cutover.yml:3:39 "storage.cutover" is a name that Cutover uses itself',
        'cutover.yml:4:1 ".cutover/x" is a name that Cutover uses itself',
      ],
    ],
    [
      'bridges what is shared, or twice',
      `${smallest}shared:\n  directories: [public/build/up]\nbridge: [public, public/build]\n`,
      [
        'cutover.yml:5:1 "public" and "public/build/up" lie in one another: one path, one place',
        'cutover.yml:5:1 "public/build" and "public/build/up" lie in one another: one path, one place',
        'cutover.yml:5:1 "public/build" and "public" lie in one another: one path, one place',
      ],
    ],
    [
      'shares the manifest',
      `${smallest}shared:\n  files: [.env, manifest.json]\n`,
      ['cutover.yml:4:17 "manifest.json" is the release’s own and cannot be shared'],
    ],
    [
      'shares what is not in the release',
      `${smallest}shared:\n  directories: [/var/log]\n  files: [../.env]\n`,
      [
        'cutover.yml:4:17 "shared.directories.0": a path inside the release is relative, without "." or ".."',
        'cutover.yml:5:11 "shared.files.0": a path inside the release is relative, without "." or ".."',
      ],
    ],
    [
      'has targets nobody can use',
      'app: shop\ntargets:\n  live:\n    strategy: { type: symlink, root: /srv }\n    hosts: [web-1, deploy@web-1]\n',
      [
        'cutover.yml:4:32 "/srv" is no place for releases: name a directory of their own',
        'cutover.yml:5:20 the host "web-1" is listed twice',
      ],
    ],
    [
      'has no such strategy',
      'app: shop\ntargets:\n  live: { strategy: { type: magic }, hosts: [] }\n',
      [
        'cutover.yml:3:23 "targets.live.strategy.type": one of "symlink"',
        'cutover.yml:3:38 "targets.live.hosts": name at least one',
      ],
    ],
    [
      'has places that are none',
      'app: shop\ntargets:\n  live:\n    strategy: { type: symlink, root: srv/app/, current: /srv/../etc }\n    hosts: [local]\n',
      [
        'cutover.yml:4:32 "targets.live.strategy.root": an absolute path, without a final "/"',
        'cutover.yml:4:48 "targets.live.strategy.current": a path without "." and ".."',
      ],
    ],
    [
      'takes back what was never migrated',
      `${smallest}hooks:\n  migrate: { run: up, undo: down }\n  reload: { run: up, undo: down }\n`,
      [
        'cutover.yml:4:3 "undo" needs "migrations" with its files and kind',
        'cutover.yml:5:3 "undo" is for migrate hooks: a reload hook has nothing to take back',
      ],
    ],
    [
      'says of a hook that cannot write what it writes',
      `${smallest}hooks:\n  reload: { run: up, writes: [cache] }\n`,
      ['cutover.yml:4:3 "writes" is for prepare hooks: a reload hook cannot write into a release'],
    ],
    [
      'probes what is no address',
      `${smallest}verify:\n  probes:\n    - { url: example.com, expect: 99, within: forever }\n`,
      [
        'cutover.yml:5:9 "verify.probes.0.url": a probe needs an http(s) address',
        'cutover.yml:5:27 "verify.probes.0.expect": Too small: expected number to be >=100',
        'cutover.yml:5:39 "verify.probes.0.within": a duration is a whole number and s, m or h, as in "90s"',
      ],
    ],
    [
      'names a target after nothing',
      `app: shop\ntargets: { 'a/b': ${target} }\n`,
      [
        'cutover.yml:2:12 a name is letters, digits, ".", "_" and "-", and begins with a letter or digit',
      ],
    ],
  ])('that %s is refused, with every place', (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  test('says how much is wrong with it, and ends as a usage error', () => {
    expect(caught(() => parseConfig('cutover.yml', ''))).toMatchObject({
      code: 'usage',
      message: 'Cannot use cutover.yml: 2 things are wrong',
    });
  });

  test('that would grow without end is refused, not expanded', () => {
    const bomb = [...'bcdefghi'].reduce(
      (text, name, index) =>
        `${text}${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`,
      'a: &a [lol]\n',
    );
    expect(complaints(bomb)).toEqual([
      'cutover.yml:2:8 Excessive alias count indicates a resource exhaustion attack',
    ]);
  });
});

describe('targetNamed()', () => {
  const one = parseConfig('cutover.yml', smallest);
  const two = parseConfig('cutover.yml', `app: shop\ntargets: { a: ${target}, b: ${target} }\n`);

  test('is the only target when none is named', () => {
    expect(targetNamed(one, undefined)[0]).toBe('production');
  });

  test('is the target that is named', () => {
    expect(targetNamed(two, 'b')[0]).toBe('b');
  });

  test.each([
    ['none of several', undefined, 'Cannot choose a target: the config has 2'],
    ['one that is not there', 'c', 'Cannot find the target "c": the config has no such target'],
    [
      'what every object has',
      'constructor',
      'Cannot find the target "constructor": the config has no such target',
    ],
  ])('refuses %s and names those there are', (_, name, message) => {
    expect(caught(() => targetNamed(two, name))).toMatchObject({
      code: 'usage',
      message,
      hint: 'Name one with --target: a, b',
    });
  });
});

describe('whatever a config says', () => {
  const words = fc.constantFrom(
    ...[
      'app',
      'targets',
      'hooks',
      'shared',
      'keep',
      'verify',
      'probes',
      'strategy',
      'hosts',
      'url',
      'run',
    ],
    ...[
      ': ',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '&a ',
      '*a',
      '!!binary ',
      '? ',
      '| ',
      "'",
      '"',
      '#',
      '\r\n',
    ],
    ...[
      '<<',
      '---\n',
      '%YAML 1.1\n',
      '\t',
      '~',
      '0x1F',
      '2026-01-01',
      '\u2028',
      '💥',
      '__proto__',
      'constructor',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 40 }).map((list) => list.join('')),
    fc.array(words, { maxLength: 15 }).map((list) => smallest + list.join('')),
  );

  test('it is read or refused with places inside the file, and never ends in anything else', () =>
    fc.assert(
      fc.property(text, (garbage) => {
        const said = complaintsOrNone(garbage);
        expect(said.filter((line) => !isInside(line, garbage))).toEqual([]);
      }),
      { numRuns: runs(1000), examples: [['- %YAML 1.1\napp\n  app: ']] },
    ));
});

/** Does the complaint name a line that is there, and a column in it or right behind it? */
function isInside(complaint: string, text: string): boolean {
  const [, line, column] = /^c:(\d+):(\d+) ./.exec(complaint) ?? [];
  const found = text.split('\n')[Number(line) - 1];
  return found !== undefined && Number(column) >= 1 && Number(column) <= found.length + 1;
}

/** Nothing for a config that can be read; any end but a Stop with complaints is thrown on. */
function complaintsOrNone(text: string): readonly string[] {
  try {
    parseConfig('c', text);
    return [];
  } catch (error) {
    if (error instanceof Stop && error.details.length > 0) return error.details;
    throw error;
  }
}
