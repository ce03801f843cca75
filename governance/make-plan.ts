import { Stop } from '../src/error.ts';
import { sha256 } from '../src/io/sha256.ts';
import type { Finding } from '../src/release/finding.ts';
import type { Desired } from './desired.ts';
import { fewAtOnce } from './few-at-once.ts';
import { isReadable } from './is-readable.ts';
import { lookUpPeople, namesSomebody, type People } from './people.ts';
import type { Plan, Seen } from './plan.ts';
import { planPlaces, type SeenPlace } from './plan-places.ts';
import type { Policy, Repository } from './policy/policy.ts';
import { resolvePolicy } from './policy/resolve-policy.ts';
import { requestsFor } from './requests-for.ts';
import type { Place } from './resources/resource.ts';
import type { Source } from './source.ts';
import { answersOn } from './with-exceptions.ts';

/** What a plan is made of. */
export interface PlanOptions {
  readonly policy: Policy;
  /** The policy’s text, for its digest. */
  readonly text: string;
  /** Slugs of the only repositories to look at; all where there are none. */
  readonly only: readonly string[];
  /** `2026-12-31`: from the day after its last, an exception counts no more. */
  readonly today: string;
  /** Called once, before the settings are read. */
  readonly onStart?: (ahead: Ahead) => void;
}

/** What lies ahead of a plan. */
interface Ahead {
  readonly places: number;
  readonly requests: number;
}

/** A plan with what it was made from. */
export interface Made {
  readonly plan: Plan;
  /** With everybody under the names that Bitbucket has. */
  readonly desired: readonly Desired[];
  /** In the policy’s own words, also of places that nobody asked for. */
  readonly wanted: readonly Desired[];
  readonly findings: readonly Finding[];
  readonly people: People;
  /** What was seen of each place, in the order of the plan. */
  readonly seen: readonly (readonly Seen[])[];
}

/** Reads the settings that the policy names, and says what must change. Changes nothing. */
export async function makePlan(source: Source, options: PlanOptions): Promise<Made> {
  const { policy, text, only } = options;
  const repositories = await source.repositories(policy.workspace, []);
  refuseUnknown(only, repositories, policy.workspace);
  // Whether an exception or an entry fits anything shows among all repositories only.
  const { desired: wanted, findings } = resolvePolicy(policy, repositories);
  const desired = wanted.filter(({ place }) => isAskedFor(place, only));
  const people = await lookUpPeople(source, policy.workspace, desired);
  const named = desired.map((each) => ({ ...each, sections: each.sections.map(people.renamed) }));
  options.onStart?.({ places: named.length, requests: requestsFor(named) });
  const answers = answersOn(policy.exceptions, options.today);
  const looked = await fewAtOnce(named, (each) => lookAt(source, each, people));
  const projects = new Map(repositories.map(({ slug, project }) => [slug, project]));
  const plan: Plan = {
    version: 1,
    workspace: policy.workspace,
    policy: sha256(text),
    live: sha256(looked.map(({ live }) => live).join('\n')),
    places: planPlaces(looked, answers, (slug) => projects.get(slug)),
  };
  const seen = looked.map((each) => each.seen);
  return { plan, desired: named, wanted, findings, people, seen };
}

function isAskedFor(place: Place, only: readonly string[]): boolean {
  return only.length === 0 || (place.is === 'repository' && only.includes(place.slug));
}

function refuseUnknown(
  only: readonly string[],
  repositories: readonly Repository[],
  workspace: string,
): void {
  const unknown = only.filter((slug) => !repositories.some((each) => each.slug === slug));
  if (unknown.length === 0) return;
  const names = unknown.map((slug) => `"${slug}"`).join(', ');
  throw new Stop('usage', `Cannot look at ${names}: no such repository of "${workspace}" is seen`, {
    hint: 'Name repositories by their slugs, and sign in as somebody who may read them',
  });
}

interface Looked extends SeenPlace {
  readonly live: string;
}

async function lookAt(source: Source, desired: Desired, people: People): Promise<Looked> {
  const sections = desired.sections.filter(({ kind }) => isReadable(kind, desired.place));
  const seen = (await source.look({ ...desired, sections })).map((each) => judged(each, people));
  const facts = seen.map(({ observed, problem }) => [observed, problem?.kind ?? null]);
  return { seen, desired, live: sha256(JSON.stringify([desired.place, facts])) };
}

/** A section that names people who could not be looked up cannot be compared. */
function judged(seen: Seen, { problem }: People): Seen {
  return problem === undefined || seen.problem !== undefined || !namesSomebody(seen.section)
    ? seen
    : { ...seen, observed: [], problem };
}
