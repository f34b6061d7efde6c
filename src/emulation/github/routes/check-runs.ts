import { z } from 'zod';
import type { Change } from '#emulation/github/change.ts';
import { startCheck, updateCheck } from '#emulation/github/commands/checks.ts';
import { repositoryById } from '#emulation/github/find.ts';
import type { Viewer } from '#emulation/github/identity.ts';
import { notFound, Refusal } from '#emulation/github/refusal.ts';
import { conclusions, own, type CheckRun, type Repository } from '#emulation/github/repository.ts';
import { latestRuns } from '#emulation/github/suites.ts';
import { checkRunView } from '#emulation/github/views/check-run.ts';
import { numberIn, reading, writing, type RepositoryCall } from './access.ts';
import { readBody } from './body.ts';
import { commitIn } from './commits.ts';
import { pageOf } from './paging.ts';
import { ok } from './route.ts';

/** Newest first. */
export const listCheckRuns = reading('checks=read', (call) => {
  const { state, repository, query } = call;
  const { sha } = commitIn(call, 'ref');
  const name = own(query, 'check_name');
  const status = own(query, 'status');
  const app = own(query, 'app_id');
  const runs = repository.checkRuns.filter(({ headSha }) => headSha === sha);
  const found = (own(query, 'filter') === 'all' ? runs : latestRuns(runs))
    .filter((run) => !name || run.name === name)
    .filter((run) => !status || run.status === status)
    .filter((run) => !app || run.appId === Number(app))
    .toSorted((left, right) => right.id - left.id);
  const { items, headers } = pageOf(call, found);
  const body = { total_count: found.length, check_runs: items.map((run) => checkRunView(state, repository, run)) };
  return ok(body, headers);
});

export const getCheckRun = reading('checks=read', (call) =>
  ok(checkRunView(call.state, call.repository, runOf(call.repository, numberIn(call, 'check_run_id')))),
);

const fields = {
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.enum(conclusions).optional(),
  output: z.object({ title: z.string().optional(), summary: z.string(), text: z.string().optional() }).optional(),
};
const newRun = z.object({ ...fields, name: z.string(), head_sha: z.string() });
const runEdit = z.object({ ...fields, name: z.string().optional() });

/** Times are always the emulation's own: `started_at` and `completed_at` are not taken over. */
export const createCheckRun = writing('checks=write', (call) => {
  const app = appOf(call.viewer);
  const { name, head_sha: sha, status = 'queued', ...rest } = readBody(newRun, call.body);
  const optional = { ...settings(rest), ...(rest.external_id !== undefined && { externalId: rest.external_id }) };
  const change = startCheck(
    call.state,
    { repository: call.repository.id, sha, name, app, status, ...optional },
    call.now,
  );
  const run = repositoryById(change.state, call.repository.id).checkRuns.at(-1);
  return answered(call, change, run?.id ?? 0, 201);
});

export const updateCheckRun = writing('checks=write', (call) => {
  const id = numberIn(call, 'check_run_id');
  const app = appOf(call.viewer);
  if (runOf(call.repository, id).appId !== app) {
    throw new Refusal(
      403,
      `Invalid app_id \`${app}\` - check run can only be modified by the GitHub App that created it.`,
    );
  }
  const { name, status, ...rest } = readBody(runEdit, call.body);
  const change = updateCheck(
    call.state,
    { repository: call.repository.id, id, name, status, ...settings(rest) },
    call.now,
  );
  return answered(call, change, id, 200);
});

type Settings = Pick<z.output<typeof runEdit>, 'details_url' | 'conclusion' | 'output'>;

const settings = ({ details_url: detailsUrl, conclusion, output }: Settings) => ({
  detailsUrl,
  conclusion,
  output: output && { title: output.title ?? null, summary: output.summary, text: output.text ?? null },
});

function appOf(viewer: Viewer): number {
  if (viewer.kind === 'installation') return viewer.app.id;
  throw new Refusal(403, 'You must authenticate via a GitHub App.');
}

function runOf({ checkRuns }: Repository, id: number): CheckRun {
  const found = checkRuns.find((run) => run.id === id);
  if (!found) throw notFound();
  return found;
}

function answered({ repository: { id } }: RepositoryCall, change: Change, run: number, status: number) {
  const repository = repositoryById(change.state, id);
  return { status, body: checkRunView(change.state, repository, runOf(repository, run)), change };
}
