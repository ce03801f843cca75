import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { evidencePlace } from '../../governance/evidence/evidence.ts';
import { withholding } from '../../governance/evidence/withholding.ts';
import { type Journal, readJournal, runsIn } from '../../governance/restore/journal.ts';
import { lostInEvidence } from '../../governance/restore/lost-in-evidence.ts';
import { lostInJournal } from '../../governance/restore/lost-in-journal.ts';
import type { Lost } from '../../governance/restore/plan-restore.ts';
import { Stop } from '../../src/error.ts';
import { tamperings } from '../../src/io/evidence-directory.ts';
import { whyUnread } from '../../src/io/why-unread.ts';
import { type Bundle, manifestName, openEvidence } from './open-evidence.ts';

/** What is to be restored, and whose it is. */
export interface LostPlaces {
  readonly workspace: string;
  readonly places: readonly Lost[];
  /** Lines of a journal that could not be read. */
  readonly damaged: readonly number[];
}

interface From {
  readonly from: string | undefined;
  readonly run: string | undefined;
}

/** Reads what was: a directory is evidence, a file is a journal. */
export async function lostFrom({ from, run }: From, base: string): Promise<LostPlaces> {
  if (from === undefined) {
    throw new Stop('usage', 'Cannot restore: nobody said from what', {
      hint: 'Name evidence or a journal with --from, as in: --from .cutover/governance/journal.jsonl',
    });
  }
  const file = resolve(base, from);
  const found = await stat(file).catch((cause: unknown) => {
    throw new Stop('usage', `Cannot restore from "${from}": ${whyUnread(cause)}`, {
      cause,
      hint: 'Name a directory that "govern audit --evidence" has written, or a journal',
    });
  });
  return found.isDirectory()
    ? fromEvidence(await openEvidence(from, base), from)
    : fromJournal(readJournal(await readFile(file, 'utf8')), run, from);
}

async function fromEvidence(bundle: Bundle, named: string): Promise<LostPlaces> {
  const { directory, manifest, read } = bundle;
  const [changed] = await tamperings(directory, manifest.files, manifestName);
  if (changed !== undefined) {
    throw new Stop('failed', `Cannot restore from "${named}": ${changed.path} was ${changed.how}`, {
      hint: `Look at it with "govern audit --from ${named}"`,
    });
  }
  const withhold = withholding(manifest.salt, []);
  const paths = manifest.files.map(({ path }) => path).filter((path) => path.startsWith('live/'));
  const places = await Promise.all(paths.map((path) => read(path, evidencePlace)));
  return {
    workspace: manifest.workspace,
    places: places.flatMap((each) => (each === undefined ? [] : lostInEvidence(each, withhold))),
    damaged: [],
  };
}

function fromJournal(journal: Journal, run: string | undefined, named: string): LostPlaces {
  const runs = runsIn(journal).filter(({ writes }) => writes > 0);
  if (!runs.some((each) => each.run === run)) {
    const why = run === undefined ? 'nobody said which run' : `it has no writes of a run "${run}"`;
    throw new Stop('usage', `Cannot restore from "${named}": ${why}`, {
      details: runs.map(
        ({ run: name, at, writes }) =>
          `${name}  ${at}  ${writes} ${writes === 1 ? 'write' : 'writes'}`,
      ),
      hint: 'Name one with --run',
    });
  }
  const entries = journal.entries.filter((each) => each.run === run);
  return {
    workspace: entries[0]?.place.workspace ?? '',
    places: lostInJournal(entries),
    damaged: journal.damaged,
  };
}
