import type { Finding } from '../src/release/finding.ts';
import type { BranchingModel, BranchRestriction, Items, SectionName } from './desired.ts';
import { nameOfPlace } from './name-of-place.ts';
import { isNamedLikeSecret } from './named-like-secret.ts';
import { overlappingRules } from './overlapping-rules.ts';
import { pageOf } from './page-of.ts';
import type { Seen } from './plan.ts';
import { branchRule } from './policy/branch-rules.ts';
import { keyOfMatcher, patternFits } from './policy/matcher.ts';
import { resourceOf } from './resource-of.ts';
import type { Place } from './resources/resource.ts';

/** What is set, and does not do what it looks like: only of sections that were looked at. */
export function semanticFindings(place: Place, seen: readonly Seen[]): readonly Finding[] {
  const live = liveOf(seen);
  const told = [
    ...advisoryChecks(live),
    ...idleRules(live),
    ...overlaps(live),
    ...tooFewReviewers(live),
    ...openProduction(live),
    ...plainSecrets(live),
  ];
  return told.map(([section, rule, message, hint]) => ({
    rule,
    severity: 'warning',
    subject: nameOfPlace(place),
    message,
    hint,
    link: pageOf(place, resourceOf(section).page).link,
  }));
}

type Told = readonly [section: SectionName, rule: string, message: string, hint: string];
type Live = <Kind extends SectionName>(kind: Kind) => readonly Items[Kind][] | undefined;

function liveOf(seen: readonly Seen[]): Live {
  return (kind) => {
    const found = seen.find(({ section }) => section.kind === kind);
    if (found === undefined || found.problem !== undefined) return undefined;
    return found.observed.map(({ item }) => item) as never;
  };
}

const alwaysEnforced = ['who', 'forbidden', 'choice', 'raw'];
const noChecks = [
  'enforce_merge_checks',
  'reset_pullrequest_approvals_on_change',
  'smart_reset_pullrequest_approvals',
];

/** Without `enforce_merge_checks` they only warn. Last verified 2026-11-20, Atlassian’s page on merge checks. */
function advisoryChecks(live: Live): Told[] {
  const rules = live('branches') ?? [];
  const enforced = rules
    .filter(({ kind }) => kind === 'enforce_merge_checks')
    .map((each) => keyOfMatcher(each));
  const checks = rules.filter(
    ({ kind }) => !(noChecks.includes(kind) || alwaysEnforced.includes(branchRule(kind).form)),
  );
  const advisory = [...new Set(checks.map((each) => keyOfMatcher(each)))].filter(
    (name) => !enforced.some((each) => patternFits(each, name)),
  );
  return advisory.map((name) => [
    'branches',
    'advisory-checks',
    `the merge checks of "${name}" only warn: "enforceMergeChecks" is off`,
    'Enforce them (Premium), or rely on who may merge',
  ]);
}

/** The model that counts; a repository’s own does not while it takes its project’s over. */
function modelOf(live: Live): BranchingModel | undefined {
  return live('inherit')?.[0]?.branchingModel === true ? undefined : live('branchingModel')?.[0];
}

/** A rule for a type of branch that the model does not have fits no branch. */
function idleRules(live: Live): Told[] {
  const model = modelOf(live);
  if (model === undefined) return [];
  const off = (type: string) =>
    type === 'production'
      ? model.production === false
      : Object.entries(model.prefixes ?? {}).some(
          ([name, prefix]) => name === type && prefix === false,
        );
  const types = typesOf(live('branches') ?? []).filter(off);
  return types.map((type) => [
    'branchingModel',
    'idle-rule',
    `rules for "type:${type}" protect nothing: the branching model has that type switched off`,
    'Switch the type on, or remove the rules',
  ]);
}

function typesOf(rules: readonly BranchRestriction[]): string[] {
  const types = rules.flatMap((rule) =>
    rule.branch_match_kind === 'branching_model' ? [rule.branch_type] : [],
  );
  return [...new Set(types)];
}

/** Of overlapping rules "the resulting behavior may be surprising". Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
function overlaps(live: Live): Told[] {
  const mainBranch = live('repository')?.[0]?.mainBranch;
  const found = overlappingRules(live('branches') ?? [], { model: modelOf(live), mainBranch });
  return found.map(({ name, one, other }) => [
    'branches',
    'overlapping-rules',
    `two rules say "${name}" of the same branches: that of "${one}", and that of "${other}"`,
    'Bitbucket’s outcome of overlapping rules may surprise: keep one',
  ]);
}

function tooFewReviewers(live: Live): Told[] {
  const reviewers = live('defaultReviewers');
  const rules = (live('branches') ?? []).filter(
    ({ kind }) => kind === 'require_default_reviewer_approvals_to_merge',
  );
  return rules
    .filter(({ value }) => reviewers !== undefined && (value ?? 0) > reviewers.length)
    .map(
      (rule): Told => [
        'defaultReviewers',
        'too-few-reviewers',
        `"${keyOfMatcher(rule)}" needs ${rule.value} approvals by default reviewers, and there are ${reviewers?.length ?? 0}`,
        'Name more default reviewers, or ask for fewer approvals',
      ],
    );
}

function openProduction(live: Live): Told[] {
  return (live('environments') ?? [])
    .filter(({ type, adminOnly }) => type === 'Production' && adminOnly !== true)
    .map(
      ({ name }): Told => [
        'environments',
        'open-production',
        `everybody who may write can deploy to "${name}"`,
        'Say "adminOnly: true" (Premium)',
      ],
    );
}

function plainSecrets(live: Live): Told[] {
  const names = [
    ...(live('variables') ?? []).map((each) => ({
      ...each,
      section: 'variables' as const,
      name: each.key,
    })),
    ...(live('environmentVariables') ?? []).map((each) => ({
      ...each,
      section: 'environmentVariables' as const,
      name: `${each.environment}/${each.key}`,
    })),
  ];
  return names
    .filter(({ key, secured }) => !secured && isNamedLikeSecret(key))
    .map(
      ({ section, name }): Told => [
        section,
        'plain-secret',
        `the variable "${name}" is named like a secret, and everybody who may write can read it`,
        'Say "secured: true", and give it a new value',
      ],
    );
}
