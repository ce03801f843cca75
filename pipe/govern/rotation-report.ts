import type { Deed } from '../../governance/apply-place.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import type { PlaceRotations } from '../../governance/rotations.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report, type Table } from '../../src/reports/report.ts';
import type { Ending } from '../command.ts';

const seen = ['verified', 'that each is there and secured: no API shows a secured value'] as const;

/** What came of replacing values. */
export function rotationEnding(workspace: string, deeds: readonly Deed[]): Ending {
  const done = deeds.filter(({ outcome }) => outcome === 'done').length;
  const failed = deeds.length - done;
  const title =
    deeds.length === 0
      ? `${workspace}: the policy names no secured variable`
      : `${workspace}: ${done} of ${deeds.length} secured values replaced`;
  return {
    exit: failed > 0 ? 1 : 0,
    report: report(title, {
      verdict: failed > 0 ? 'bad' : 'good',
      facts: done > 0 ? [seen] : [],
      tables: tablesOf(deeds, ({ outcome, change }) =>
        [outcome === 'done' ? '✔' : outcome === 'failed' ? '✖' : '·', change.control].join(' '),
      ),
      findings: deeds.flatMap(findingOf),
      data: { deeds },
    }),
  };
}

function findingOf({ place, change, outcome, reason, hint }: Deed): Finding[] {
  if (outcome === 'done') return [];
  const message = `${change.control}: ${reason ?? 'was not reached'}`;
  const about = { rule: outcome, severity: 'error', subject: nameOfPlace(place) } as const;
  return [{ ...about, message, ...(hint !== undefined && { hint }) }];
}

/** Which value goes where. */
export function rotationTables(places: readonly PlaceRotations[]): readonly Table[] {
  const lines = places.flatMap(({ place, rotations }) =>
    rotations.map((change) => ({ place, change })),
  );
  return tablesOf(lines, ({ change }) => `~ ${change.control}  value from ${change.from}`);
}

function tablesOf<Line extends { readonly place: PlaceRotations['place'] }>(
  lines: readonly Line[],
  rowOf: (line: Line) => string,
): readonly Table[] {
  const titles = [...new Set(lines.map(({ place }) => nameOfPlace(place)))];
  return titles.map((title) => ({
    title,
    columns: ['variable'],
    rows: lines.filter(({ place }) => nameOfPlace(place) === title).map((each) => [rowOf(each)]),
  }));
}
