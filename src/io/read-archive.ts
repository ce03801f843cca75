import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { extract, type Header } from 'tar-stream';
import { reasonOf } from '../error.ts';
import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { contentOf, type Manifest } from '../release/manifest.ts';
import { isArchiveOf } from './is-archive-of.ts';
import { openTar } from './open-tar.ts';
import { sha256 } from './sha256.ts';

/** Reads an archive to its end and compares every entry with the manifest: what differs, in findings. */
export async function readArchive(file: string, manifest: Manifest): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (sha256(contentOf(manifest)) !== manifest.digest) {
    findings.push(changed('manifest.json', 'its digest is not that of its files'));
  }
  if (await isAsMade(file, manifest)) return findings;
  return [...findings, ...(await differences(file, manifest))];
}

/** What cannot be read is for who reads it entry by entry to tell. */
async function isAsMade(file: string, { files }: Manifest): Promise<boolean> {
  return openTar(file)
    .then((tar) => isArchiveOf(tar, files))
    .catch(() => false);
}

async function differences(file: string, manifest: Manifest): Promise<Finding[]> {
  const expected = new Map(manifest.files.map((each) => [each.path, each]));
  const findings: Finding[] = [];
  const tar = extract();
  const reading = (async () => {
    for await (const stream of tar) {
      const digest = createHash('sha256');
      for await (const chunk of stream) digest.update(chunk as Buffer);
      findings.push(...compare(stream.header, digest.digest('hex'), expected));
    }
  })();
  try {
    await Promise.all([pipeline(await openTar(file), tar), reading]);
  } catch (error) {
    return [...findings, changed(file, `it cannot be read: ${reasonOf(error)}`)];
  }
  return [...findings, ...[...expected.keys()].map((path) => changed(path, 'it is missing'))];
}

/** Takes what was met from what is expected, so that what is left is missing, and what comes again is too much. */
function compare(header: Header, digest: string, expected: Map<string, Entry>): Finding[] {
  const path = header.name.replace(/\/$/, '');
  // Not every tar reads pax records: two readers would see two names.
  if ('pax' in header && header.pax !== null) {
    return [
      finding(
        'archive-entry-unknown',
        header.name,
        'it has a pax record, which this tool does not write',
      ),
    ];
  }
  const want = expected.get(path);
  if (want === undefined) {
    return [
      finding('archive-entry-unknown', header.name, 'it is not in the manifest, or occurs twice'),
    ];
  }
  expected.delete(path);
  return isDeepStrictEqual(entryOf(path, header, digest), want)
    ? []
    : [changed(path, 'it is not what the manifest says')];
}

function entryOf(path: string, { type, mode = 0, size = 0, linkname }: Header, sha256: string) {
  const octal = `0${mode.toString(8)}`;
  switch (type) {
    case 'file':
      return { type, path, mode: octal, size, sha256 };
    case 'symlink':
      return { type: 'link', path, mode: octal, target: linkname };
    case 'directory':
      return { type, path, mode: octal };
    default:
      return undefined;
  }
}

function changed(subject: string, message: string): Finding {
  return finding('archive-changed', subject, message);
}

function finding(rule: string, subject: string, message: string): Finding {
  const hint = 'remove the package from the store and package the commit again';
  return { rule, severity: 'error', subject, message, hint };
}
