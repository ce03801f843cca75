import { fewAtOnce } from '../../governance/few-at-once.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { resolvePolicy } from '../../governance/policy/resolve-policy.ts';
import { problemOf } from '../../governance/problem-of.ts';
import { applyFirst, hindranceOf, lookAt, rotatePlace } from '../../governance/rotate-place.ts';
import { type PlaceRotations, rotationsOf } from '../../governance/rotations.ts';
import { Stop } from '../../src/error.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { agree } from '../govern/agree.ts';
import { alone } from '../govern/alone.ts';
import { applyingTo } from '../govern/carry-out-changes.ts';
import { checkNewValues } from '../govern/check-new-values.ts';
import { type Governing, governed } from '../govern/governing.ts';
import { rotationEnding, rotationTables } from '../govern/rotation-report.ts';

/** Gives the secured variables that the policy names new values, from the environment. No value is ever shown. */
export const governRotate = command(
  ['policy', 'repository', 'control', 'dryRun', 'yes', 'budget', 'verbose'],
  (options, context) =>
    governed(options, context, async (session) => {
      const places = await placesOf(session, options);
      checkNewValues(places, context.process.environment);
      if (options.dryRun) return planEnding(session, places);
      return alone(context, async () => {
        const { workspace } = session.policy;
        if (places.length === 0) return rotationEnding(workspace, []);
        const count = places.flatMap(({ rotations }) => rotations).length;
        const title = `${workspace}: ${count} secured values to replace`;
        await agree({ yes: options.yes, title, tables: rotationTables(places) }, context);
        return rotated(session, places, context);
      });
    }),
);

interface Chosen {
  readonly repository: readonly string[];
  readonly control?: string | undefined;
}

async function placesOf(
  { policy, source }: Governing,
  { repository: only, control }: Chosen,
): Promise<readonly PlaceRotations[]> {
  const repositories = await source.repositories(policy.workspace, only);
  const { desired } = resolvePolicy(policy, repositories);
  const places = desired
    .filter(({ place }) => only.length === 0 || isOneOf(place, only))
    .map((each) => rotationsOf(each, control))
    .filter(({ rotations }) => rotations.length > 0);
  if (places.length > 0 || control === undefined) return places;
  throw new Stop('usage', `Cannot rotate "${control}": the policy has no secured variable there`, {
    hint: 'As in: --control variables/DEPLOY_KEY, or --control environments/production',
  });
}

function isOneOf(place: PlaceRotations['place'], slugs: readonly string[]): boolean {
  return place.is === 'repository' && slugs.includes(place.slug);
}

async function rotated(
  { client, policy }: Governing,
  places: readonly PlaceRotations[],
  context: Context,
): Promise<Ending> {
  const applying = await applyingTo(client, context);
  const deeds = await fewAtOnce(places, (each) => rotatePlace(each, applying));
  const ending = rotationEnding(policy.workspace, deeds.flat());
  const { report: told } = ending;
  return { ...ending, report: { ...told, facts: [['run', context.run], ...told.facts] } };
}

async function planEnding(
  { client, policy }: Governing,
  places: readonly PlaceRotations[],
): Promise<Ending> {
  const found = await fewAtOnce(places, (each) => hindrancesAt(each, client));
  const findings = found.flat();
  const count = places.flatMap(({ rotations }) => rotations).length;
  return {
    exit: findings.length > 0 ? 1 : 0,
    report: report(`${policy.workspace}: ${count} secured values to replace`, {
      verdict: findings.length > 0 ? 'bad' : 'neutral',
      tables: rotationTables(places),
      findings,
      data: { rotations: places.map(({ place, rotations }) => ({ place, rotations })) },
    }),
  };
}

async function hindrancesAt(
  places: PlaceRotations,
  client: Governing['client'],
): Promise<readonly Finding[]> {
  const { place, rotations } = places;
  const found = rotations.map(async (rotation): Promise<Finding[]> => {
    const reason = await lookAt(rotation, places, { client }).then(
      hindranceOf,
      (error: unknown) => problemOf(error).message,
    );
    if (reason === undefined) return [];
    const message = `${rotation.control}: ${reason}`;
    const about = {
      rule: 'cannot-rotate',
      severity: 'error',
      subject: nameOfPlace(place),
    } as const;
    return [{ ...about, message, hint: applyFirst }];
  });
  return (await Promise.all(found)).flat();
}
