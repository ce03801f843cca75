import { isCarriedOut } from '../../governance/apply-place.ts';
import { describeChange } from '../../governance/describe-change.ts';
import type { Made } from '../../governance/make-plan.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { pageOf } from '../../governance/page-of.ts';
import type { PlacePlan, PlannedChange } from '../../governance/plan.ts';
import { resourceOf } from '../../governance/resource-of.ts';
import type { Finding } from '../../src/release/finding.ts';
import type { Table } from '../../src/reports/report.ts';

/** The changes of each place, one in a line. */
export function planTables({ plan, people }: Made): readonly Table[] {
  return plan.places.map(({ place, changes }) => ({
    title: nameOfPlace(place),
    columns: ['change'],
    rows: changes.filter(isCarriedOut).map((each) => [describeChange(each, people.called)]),
  }));
}

/** How much is added, changed and removed, in words. */
export function summary(changes: readonly PlannedChange[]): string {
  const count = (action: PlannedChange['action']) =>
    changes.filter((each) => each.action === action).length;
  return `${count('create')} to add, ${count('update')} to change, ${count('delete')} to remove`;
}

/** Everything that will be done, in the order of the places. */
export function carriedOut({ plan }: Made): readonly PlannedChange[] {
  return plan.places.flatMap(({ changes }) => changes).filter(isCarriedOut);
}

/** What a plan cannot say or will not do: sections that could not be looked at, what no API makes, what nobody named. */
export function planFindings({ plan, findings, people }: Made): readonly Finding[] {
  const places = plan.places.flatMap((each) => [
    ...problemFindings(each),
    ...hinderedFindings(each, people.called),
    ...unmanagedFindings(each),
  ]);
  return [...places, ...findings];
}

/** Could everything be looked at? */
export function isSure({ plan }: Made): boolean {
  return !plan.places.some(({ sections }) => sections.some(({ problem }) => problem !== undefined));
}

function problemFindings({ place, sections }: PlacePlan): Finding[] {
  return sections.flatMap(({ kind, problem }): Finding[] =>
    problem === undefined
      ? []
      : [
          {
            rule: problem.kind,
            severity: 'error',
            subject: `${nameOfPlace(place)} ${kind}`,
            message: problem.message,
            ...(problem.hint !== undefined && { hint: problem.hint }),
          },
        ],
  );
}

function hinderedFindings(
  { place, changes }: PlacePlan,
  called: (name: string) => string,
): Finding[] {
  return changes.flatMap((change): Finding[] => {
    const { hindrance, excepted } = change;
    const about = { subject: nameOfPlace(place) };
    if (excepted !== undefined) {
      const { owner, reason, until } = excepted;
      const message = `${describeChange(change, called)}: left as it is until ${until}, for ${owner}: ${reason}`;
      return [{ ...about, rule: 'excepted', severity: 'note', message }];
    }
    if (hindrance === undefined) return [];
    const message = `${describeChange(change, called)}: ${hindrance}`;
    const page = pageOf(place, resourceOf(change.kind).page);
    return [{ ...about, rule: 'by-hand', severity: 'warning', message, ...page }];
  });
}

function unmanagedFindings({ place, sections }: PlacePlan): Finding[] {
  return sections.flatMap(({ unmanaged }) =>
    unmanaged.map(
      ({ control }): Finding => ({
        rule: 'unmanaged',
        severity: 'note',
        subject: nameOfPlace(place),
        message: `${control} is there, and the policy does not name it`,
      }),
    ),
  );
}
