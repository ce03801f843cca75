import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { sections } from '../scopes.ts';
import type { Report, Repository } from '../state.ts';
import { newUuid } from '../world.ts';

const path = `${R}/commit/{commit}/reports`;
const one = `${path}/{reportId}`;
const scopes = sections.readRepository;

/** Code Insights: reports and annotations on commits; reading scopes are enough to write. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const reports: readonly Operation[] = [
  { method: 'GET', path, scopes, answer: list },
  {
    method: 'GET',
    path: one,
    scopes,
    answer: (call) => ok(view(existing(call, repositoryOf(call)))),
  },
  { method: 'PUT', path: one, scopes, answer: put },
  { method: 'DELETE', path: one, scopes, answer: remove },
  { method: 'GET', path: `${one}/annotations`, scopes, answer: listAnnotations },
  { method: 'POST', path: `${one}/annotations`, scopes, answer: annotate },
];

const body = z.looseObject({
  title: z.string().min(1),
  details: z.string().min(1),
  report_type: z.enum(['SECURITY', 'COVERAGE', 'TEST', 'BUG']),
  result: z.enum(['PASSED', 'FAILED', 'PENDING']).optional(),
  data: z
    .array(z.looseObject({ title: z.string(), type: z.string() }))
    .max(10)
    .optional(),
});
const annotations = z
  .array(
    z.looseObject({
      external_id: z.string().min(1),
      annotation_type: z.enum(['VULNERABILITY', 'CODE_SMELL', 'BUG']),
      summary: z.string().min(1).max(450),
      line: z.number().int().min(1).optional(),
    }),
  )
  .min(1)
  .max(100);

function list(call: Call) {
  const { reports: all } = repositoryOf(call);
  return paginate(
    call,
    all.filter(({ commit }) => commit === param(call, 'commit')),
    view,
  );
}

function put(call: Call) {
  const repository = repositoryOf(call);
  const content = bodyOf(call, body);
  const now = call.world.now().toISOString();
  const before = found(call, repository);
  const report: Report = before ?? {
    uuid: newUuid(call.world.state),
    commit: param(call, 'commit'),
    external_id: param(call, 'reportId'),
    content,
    annotations: [],
    created_on: now,
    updated_on: now,
  };
  Object.assign(report, { content, updated_on: now });
  if (before === undefined) repository.reports.push(report);
  return ok(view(report));
}

function remove(call: Call) {
  const repository = repositoryOf(call);
  const gone = existing(call, repository);
  repository.reports = repository.reports.filter((report) => report !== gone);
  return nothing;
}

function listAnnotations(call: Call) {
  const report = existing(call, repositoryOf(call));
  return paginate(call, report.annotations, (annotation) => annotation);
}

/** Up to 100 at a time and 1,000 in all; the same `external_id` replaces. */
function annotate(call: Call) {
  const report = existing(call, repositoryOf(call));
  const sent = bodyOf(call, annotations);
  const ids = new Set<unknown>(sent.map(({ external_id }) => external_id));
  const kept = report.annotations.filter(({ external_id }) => !ids.has(external_id));
  if (kept.length + sent.length > 1000) throw refuse(400, 'A report holds up to 1000 annotations.');
  const added = sent.map((one) => ({
    type: 'report_annotation',
    uuid: newUuid(call.world.state),
    ...one,
  }));
  report.annotations = [...kept, ...added];
  return ok(added);
}

function existing(call: Call, repository: Repository): Report {
  const report = found(call, repository);
  if (report === undefined) throw notFound('Report');
  return report;
}

function found(call: Call, { reports: all }: Repository): Report | undefined {
  return all.find(
    ({ commit, external_id }) =>
      commit === param(call, 'commit') && external_id === param(call, 'reportId'),
  );
}

function view({ content, annotations: _, commit: __, ...report }: Report) {
  return { ...content, type: 'report', ...report };
}
