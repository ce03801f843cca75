import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sum, sumsName, sumsOf } from '../../../src/io/package-sums.ts';
import { sha256 } from '../../../src/io/sha256.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { whatIsThere } from '../../support/what-is-there.ts';

type Entry = Partial<Header> & { readonly name: string } & { readonly content?: string };
/** What is done to the files of a package. */
type Damage = (files: Map<string, Buffer>) => void | Promise<void>;

const isArchive = (name: string) => name.startsWith('archive');
const remedy =
  /→ (Remove it from the store and package the commit again|Package again, into a store of its own)/;

describe.skipIf(!(hasOpenssh() && canMount()))('a package', () => {
  let stand: Stand;
  let place = '';
  let build = '';
  let kept: ReadonlyMap<string, Buffer>;
  beforeAll(async () => {
    stand = await aStand({ hosts: 1, files: { 'app/code.php': '<?php\n' } });
    await stand.run('release');
    stand.project.commit({ 'index.html': 'two\n' });
    build = JSON.parse((await stand.run('package', '--format', 'json')).stdout).build;
    place = join(stand.project.directory, '.cutover/store/shop', build);
    kept = new Map(readdirSync(place).map((name) => [name, readFileSync(join(place, name))]));
  });
  afterAll(() => stand?.stop());
  beforeEach(() => rmSync(place, { recursive: true, force: true }));

  /** One error, one remedy, and the host as it was: nothing was sent to it. */
  async function expectRefused(damage: Damage, says: RegExp) {
    const files = new Map(kept);
    await damage(files);
    mkdirSync(place);
    for (const [name, content] of files) writeFileSync(join(place, name), content);
    const before = whatIsThere(stand.hosts[0]!.outside);
    const ended = await stand.run('activate');
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr.match(/✖/g)).toHaveLength(1);
    expect(ended.stderr).toMatch(remedy);
    expect(ended.exit).toBe(1);
    expect(whatIsThere(stand.hosts[0]!.outside)).toEqual(before);
    expect(existsSync(join(stand.project.directory, '../evil'))).toBe(false);
  }

  test.each<[string, Damage, RegExp]>([
    ['whose archive has a flipped byte', flip, /its archive is not what its manifest says/],
    ['whose archive ends too soon', cut, /its archive is not what its manifest says/],
    [
      'whose archive is empty',
      (files) => setArchive(files, Buffer.alloc(0)),
      /neither zstd nor gzip/,
    ],
    [
      'whose archive is none',
      (files) => setArchive(files, Buffer.from('hello')),
      /neither zstd nor gzip/,
    ],
    [
      'whose manifest is no JSON',
      (files) => void files.set('manifest.json', Buffer.from('{')),
      /Cannot use .*manifest\.json": /,
    ],
    [
      'whose manifest is cut off',
      (files) => void files.set('manifest.json', files.get('manifest.json')!.subarray(0, 99)),
      /Cannot use .*manifest\.json": /,
    ],
    ['of another format', edit({ format: 2 as 1 }), /it is no manifest of this version/],
    ['of another app', edit({ app: 'blog' }), /it is of the app "blog", not "shop"/],
    [
      'whose manifest was given another digest',
      edit({ digest: '0'.repeat(64) }),
      /its digest is not that of its files/,
    ],
    [
      'whose manifest was given another build',
      edit({ build: '2026.11.9+0000000' }),
      /it is of the build "2026\.11\.9\+0000000"/,
    ],
  ])('%s is refused', async (_, damage, says) => {
    await expectRefused(damage, says);
  });

  test.each<[string, Entry[], RegExp]>([
    [
      'that climbs out',
      [{ name: '../evil', content: 'x' }],
      /\.\.\/evil: it is not in the manifest/,
    ],
    [
      'with an absolute path',
      [{ name: '/tmp/evil', content: 'x' }],
      /tmp\/evil: it is not in the manifest/,
    ],
    [
      'that is a hard link',
      [{ name: 'hard', type: 'link', linkname: 'index.html' }],
      /hard: it is not in the manifest/,
    ],
    [
      'that is a device',
      [{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }],
      /null: it is not in the manifest/,
    ],
    ['that is a fifo', [{ name: 'pipe', type: 'fifo' }], /pipe: it is not in the manifest/],
    [
      'that is a link out of the tree',
      [{ name: 'out', type: 'symlink', linkname: '../../../../etc' }],
      /out: it is not in the manifest/,
    ],
    [
      'below a link',
      [
        { name: 'out', type: 'symlink', linkname: '/tmp' },
        { name: 'out/evil', content: 'x' },
      ],
      /out\/evil: it is not in the manifest/,
    ],
    [
      'more than the manifest has',
      [{ name: 'extra.php', content: '<?php' }],
      /extra\.php: it is not in the manifest/,
    ],
    [
      'that comes twice',
      [{ name: 'index.html', content: 'two\n' }],
      /index\.html: it is not in the manifest, or occurs twice/,
    ],
  ])('whose archive has an entry %s is refused', async (_, entries, says) => {
    await expectRefused(async (files) => {
      setArchive(files, await anArchive([...contentOf(files), ...entries]));
    }, says);
  });

  test.each<[string, Manifest['files'][number], RegExp]>([
    [
      'that climbs out',
      { type: 'file', path: '../evil', mode: '0644', size: 0, sha256: '0'.repeat(64) },
      /a path inside the release is relative/,
    ],
    [
      'with an absolute path',
      { type: 'directory', path: '/tmp/evil', mode: '0755' },
      /a path inside the release is relative/,
    ],
    [
      'that is a link out of the tree',
      { type: 'link', path: 'out', mode: '0777', target: '../../etc' },
      /the link "out" leaves the tree: "..\/..\/etc"/,
    ],
    ['that occurs twice', { type: 'directory', path: 'app', mode: '0755' }, /"app" occurs twice/],
    [
      'below a file',
      { type: 'directory', path: 'index.html/x', mode: '0755' },
      /"index.html\/x" lies below "index.html"/,
    ],
  ])('whose manifest has an entry %s is refused', async (_, entry, says) => {
    await expectRefused(
      (files) => edit({ files: [...manifestOf(files).files, entry] })(files),
      says,
    );
  });

  /** Somebody who may write to the store may write digests, too: then the host finds what is wrong. */
  test.each<[string, (files: Map<string, Buffer>) => readonly Entry[]]>([
    ['has another content', () => [{ name: 'index.html', mode: 0o644, content: 'TWO\n' }]],
    ['has more', (files) => [...contentOf(files), { name: 'extra.php', content: '<?php' }]],
    ['climbs out', (files) => [...contentOf(files), { name: '../../evil', content: 'x' }]],
    ['lacks all', () => []],
  ])('whose digests were made anew for an archive that %s is not live', async (_, entries) => {
    const files = new Map(kept);
    setArchive(files, await anArchive(entries(files)));
    files.set(
      sumsName,
      Buffer.from(sumsOf([...files].map(sumOf).filter(({ name }) => name !== sumsName))),
    );
    mkdirSync(place);
    for (const [name, content] of files) writeFileSync(join(place, name), content);
    const { outside } = stand.hosts[0]!;
    const current = join(outside, 'current');
    const before = readlinkSync(current);
    const { exit, stdout } = await stand.run('activate');
    expect({ exit, stdout }).toEqual({
      exit: 1,
      stdout: expect.stringMatching(/✖ .*: Send .*what is live was not touched/s),
    });
    expect(readlinkSync(current)).toBe(before);
    expect((await stand.run('drift')).exit).toBe(0);
    expect(
      readdirSync(outside, { recursive: true }).filter((path) => `${path}`.endsWith('evil')),
    ).toEqual([]);
    expect(readdirSync(join(outside, '.cutover/incoming'))).toEqual([]);
  });
});

function manifestOf(files: ReadonlyMap<string, Buffer>): Manifest {
  return JSON.parse(files.get('manifest.json')?.toString() ?? '');
}

function edit(change: Partial<Manifest>): Damage {
  return (files) =>
    void files.set(
      'manifest.json',
      Buffer.from(JSON.stringify({ ...manifestOf(files), ...change })),
    );
}

function sumOf([name, content]: [string, Buffer]): Sum {
  return { name, sha256: sha256(content) };
}

function setArchive(files: Map<string, Buffer>, archive: Buffer): void {
  for (const name of files.keys()) if (isArchive(name)) files.delete(name);
  files.set('archive.tar.gz', archive);
}

function flip(files: Map<string, Buffer>): void {
  const [name = '', archive] = [...files].find(([each]) => isArchive(each)) ?? [];
  const copy = Buffer.from(archive!);
  copy[copy.length >> 1]! ^= 0xff;
  files.set(name, copy);
}

function cut(files: Map<string, Buffer>): void {
  const [name = '', archive] = [...files].find(([each]) => isArchive(each)) ?? [];
  files.set(name, archive!.subarray(0, archive!.length - 40));
}

/** The entries that the manifest promises. */
function contentOf(files: ReadonlyMap<string, Buffer>): Entry[] {
  const contents: Readonly<Record<string, string>> = {
    'index.html': 'two\n',
    'app/code.php': '<?php\n',
  };
  return manifestOf(files).files.map((each) => ({
    name: each.path,
    mode: Number.parseInt(each.mode, 8),
    type: each.type === 'link' ? 'symlink' : each.type,
    content: contents[each.path] ?? '',
  }));
}

/** A tar of these entries and no other, as gzip. */
async function anArchive(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) {
    if ((header.type ?? 'file') === 'file') tar.entry(header, content);
    else tar.entry(header);
  }
  tar.finalize();
  return gzipSync(await buffer(tar));
}
