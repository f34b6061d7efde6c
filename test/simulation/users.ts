import { requestAct } from '#apps/server/acts/request-act.ts';
import type { PullRequest } from '#emulation/github/repository.ts';
import { requestName, type RequestedAct } from '#model/act-request.ts';
import { previewName, stageEnvironmentName, type EnvironmentName } from '#model/ids.ts';
import type { Checks } from './checks.ts';
import type { NewCommit, Written } from './commits.ts';
import { USER } from './hub.ts';
import { askedAs, newestIn, taskOf } from './laws/asked.ts';
import { STAGING } from './laws/rest.ts';
import type { World } from './world.ts';

/** Everything that users do, and how likely each is. */
export const likelihoods = {
  'open a pull request': 12,
  push: 14,
  'push a commit that crashes': 5,
  'push a commit that crashes at first': 3,
  'push a commit that is never ready': 2,
  'push a commit that cannot be pulled': 2,
  'push a commit with an invalid file': 3,
  'push a commit without the file': 2,
  'push the same image': 3,
  'force-push': 5,
  'force-push back': 5,
  close: 6,
  reopen: 5,
  merge: 8,
  'push to main': 5,
  'push an invalid file to main': 1,
  'force-push main back': 1,
  'rerun a check': 6,
  'delete our comment': 2,
  'edit the title': 3,
  label: 3,
  'redeploy a preview': 4,
  'delete a preview': 4,
  'redeploy a deleted preview': 8,
  'redeploy staging': 2,
  'delete staging': 1,
} as const;
export type Act = keyof typeof likelihoods;

const MOST_OPEN = 5;
const IMAGE_MS = 15_000;
const LONGEST_IMAGE_MS = 90_000;

/** The team at work: each act is something that GitHub lets a person do. */
export class Users {
  readonly #world: World;
  readonly #checks: Checks;
  #branches = 0;
  #requests = 0;

  constructor(world: World, checks: Checks) {
    this.#world = world;
    this.#checks = checks;
  }

  /** The repository's first commit. */
  begin(): void {
    this.#push('main', { parents: [] });
  }

  /** Does one thing, and says what; undefined when there was nothing to do it to. */
  act(act: Act): string | undefined {
    const done = this.#acts[act]();
    if (done !== undefined)
      this.#world.trace.add({ kind: 'act', at: this.#world.scheduler.now(), name: act, what: done });
    return done;
  }

  readonly #acts: Readonly<Record<Act, () => string | undefined>> = {
    'open a pull request': () => this.#open(),
    push: () => this.#pushTo({}),
    'push a commit that crashes': () => this.#pushTo({ behaviour: 'crashes' }),
    'push a commit that crashes at first': () => this.#pushTo({ behaviour: 'crashes at first' }),
    'push a commit that is never ready': () => this.#pushTo({ behaviour: 'is never ready' }),
    'push a commit that cannot be pulled': () => this.#pushTo({ behaviour: 'cannot be pulled' }),
    'push a commit with an invalid file': () => this.#pushTo({ file: 'invalid' }),
    'push a commit without the file': () => this.#pushTo({ file: 'missing' }),
    'push the same image': () =>
      this.#withOpen(({ head }) =>
        this.#push(head.ref, { parents: [head.sha], sameImageAs: this.#world.commits.get(head.sha).sha }),
      ),
    'force-push': () => this.#withOpen(({ head }) => this.#push(head.ref, { parents: [this.#main] }, true)),
    'force-push back': () => this.#withOpen((pullRequest) => this.#back(pullRequest.head.ref)),
    close: () => this.#withOpen(({ number }) => this.#command('closePullRequest', number)),
    reopen: () => this.#reopen(),
    merge: () => this.#withOpen((pullRequest) => this.#merge(pullRequest)),
    'push to main': () => this.#push('main', { parents: [this.#main] }),
    'push an invalid file to main': () => this.#spoilMain(),
    'force-push main back': () => this.#back('main'),
    'rerun a check': () => this.#withOpen(({ head }) => (this.#checks.rerun(head.sha), head.sha)),
    'delete our comment': () => this.#withOpen((pullRequest) => this.#deleteComment(pullRequest)),
    'edit the title': () => this.#withOpen(({ number, title }) => this.#editTitle(number, title)),
    label: () => this.#withOpen((pullRequest) => this.#label(pullRequest)),
    'redeploy a preview': () => this.#ask('redeploy', this.#preview()),
    'delete a preview': () => this.#ask('delete', this.#preview()),
    'redeploy a deleted preview': () => this.#ask('redeploy', this.#deletedPreview()),
    'redeploy staging': () => this.#ask('redeploy', this.#staging()),
    'delete staging': () => this.#ask('delete', this.#staging()),
  };

  get #main(): string {
    const sha = this.#world.hub.repository.branches['main'];
    if (sha === undefined) throw new Error('there is no main branch');
    return sha;
  }

  get #openOnes(): readonly PullRequest[] {
    return this.#world.hub.repository.pullRequests.filter(({ state }) => state === 'open');
  }

  #withOpen(task: (pullRequest: PullRequest) => string | undefined): string | undefined {
    const pullRequest = this.#world.dice.pick(this.#openOnes);
    const done = pullRequest && task(pullRequest);
    return done === undefined ? undefined : `#${pullRequest?.number} ${done}`;
  }

  #write(commit: Omit<NewCommit, 'now' | 'imageMs'>): Written {
    const { commits, scheduler, dice } = this.#world;
    const imageMs = dice.chance(0.5) ? 0 : Math.min(LONGEST_IMAGE_MS, dice.around(IMAGE_MS));
    return commits.write({ ...commit, now: scheduler.now(), imageMs });
  }

  #pushTo(commit: Pick<NewCommit, 'behaviour' | 'file'>): string | undefined {
    return this.#withOpen(({ head }) => this.#push(head.ref, { ...commit, parents: [head.sha] }));
  }

  #push(branch: string, commit: Omit<NewCommit, 'now' | 'imageMs'>, forced = false): string {
    const { sha, commit: pushed } = this.#write(commit);
    this.#move(branch, sha, [pushed], forced);
    return `${branch} is now ${sha}`;
  }

  #move(ref: string, sha: string, commits: readonly Written['commit'][], forced: boolean): void {
    const { hub } = this.#world;
    hub.command({ kind: 'push', repository: hub.repository.id, ref, sha, commits, actor: USER, forced });
    this.#checks.runOnce(sha);
  }

  #open(): string | undefined {
    if (this.#openOnes.length >= MOST_OPEN) return undefined;
    const { hub } = this.#world;
    const branch = `feature-${(this.#branches += 1)}`;
    this.#push(branch, { parents: [this.#main] });
    const repository = hub.repository.id;
    hub.command({
      kind: 'openPullRequest',
      repository,
      title: branch,
      head: { ref: branch },
      base: 'main',
      author: USER,
    });
    return `#${hub.repository.lastNumber} from ${branch}`;
  }

  /** To a commit that was head of the branch before. */
  #back(branch: string): string | undefined {
    const { hub, dice } = this.#world;
    const present = hub.repository.branches[branch];
    const earlier = hub.repository.activity.filter(
      ({ ref, after }) => ref === `refs/heads/${branch}` && after !== present,
    );
    const target = dice.pick(earlier)?.after;
    if (target === undefined || /^0+$/.test(target)) return undefined;
    this.#move(branch, target, [], true);
    return `${branch} is again ${target}`;
  }

  #command(kind: 'closePullRequest' | 'reopenPullRequest', number: number): string {
    const { hub } = this.#world;
    hub.command({ kind, repository: hub.repository.id, number, actor: USER });
    return kind;
  }

  #reopen(): string | undefined {
    const { hub, dice } = this.#world;
    if (this.#openOnes.length >= MOST_OPEN) return undefined;
    const { branches, pullRequests } = hub.repository;
    const closed = pullRequests.filter(
      ({ state, mergedAt, head }) => state === 'closed' && mergedAt === null && head.ref in branches,
    );
    const pullRequest = dice.pick(closed);
    return pullRequest && `#${pullRequest.number} ${this.#command('reopenPullRequest', pullRequest.number)}`;
  }

  #merge({ number, head }: PullRequest): string {
    const { hub, commits } = this.#world;
    const { file, behaviour } = commits.get(head.sha);
    const { sha, commit } = this.#write({ parents: [this.#main, head.sha], file, behaviour });
    const repository = hub.repository.id;
    hub.command({ kind: 'mergePullRequest', repository, number, mergeSha: sha, commits: [commit], actor: USER });
    this.#checks.runOnce(sha);
    return `main is now ${sha}`;
  }

  #spoilMain(): string {
    const done = this.#push('main', { parents: [this.#main], file: 'invalid' });
    const { scheduler, others, dice } = this.#world;
    scheduler.after(dice.around(60_000), others, () => this.act('push to main'));
    return done;
  }

  /** Of any pull request, also of one that was closed. */
  #preview(): EnvironmentName | undefined {
    const { hub, dice, commits } = this.#world;
    const pullRequest = dice.chance(0.9) ? dice.pick(this.#openOnes) : dice.pick(hub.repository.pullRequests);
    const service = dice.pick(commits.services);
    return pullRequest && service && previewName(service.name, pullRequest.number);
  }

  #deletedPreview(): EnvironmentName | undefined {
    const { hub, dice, commits } = this.#world;
    const deleted = this.#openOnes.flatMap(({ number }) =>
      commits.services
        .filter(({ name }) => newestIn(hub.repository, { application: name, task: taskOf(number) })?.act === 'delete')
        .map(({ name }) => previewName(name, number)),
    );
    return dice.pick(deleted);
  }

  #staging(): EnvironmentName | undefined {
    const service = this.#world.dice.pick(this.#world.commits.services);
    return service && stageEnvironmentName(service.name, STAGING);
  }

  /** Through the code of our server; a client that heard no answer sends the same request twice. */
  #ask(act: RequestedAct, environment: EnvironmentName | undefined): string | undefined {
    if (environment === undefined) return undefined;
    const { server, scheduler, others, dice } = this.#world;
    const key = `request-${(this.#requests += 1)}`;
    const asking = { act, environment, by: { login: USER }, why: 'because', key };
    const ask = (): void => void requestAct({ objects: server, clock: scheduler }, asking);
    ask();
    if (dice.chance(0.2)) scheduler.after(dice.around(5_000), others, ask);
    return `${act} ${askedAs(environment, requestName(key))}`;
  }

  #deleteComment({ number }: PullRequest): string | undefined {
    const { hub } = this.#world;
    const ours = hub.repository.comments.find(({ issueNumber, user }) => issueNumber === number && user.appId !== null);
    if (!ours) return undefined;
    hub.change((repository) => ({ ...repository, comments: repository.comments.filter(({ id }) => id !== ours.id) }));
    return `comment ${ours.id}`;
  }

  #editTitle(number: number, title: string): string {
    const { hub } = this.#world;
    hub.command({ kind: 'editPullRequest', repository: hub.repository.id, number, title: `${title}!`, actor: USER });
    return `${title}!`;
  }

  #label({ number }: PullRequest): string {
    const { hub, scheduler } = this.#world;
    const label = { id: 1, name: 'preview', color: 'ededed' };
    hub.change((repository) => ({
      ...repository,
      pullRequests: repository.pullRequests.map((one) =>
        one.number === number
          ? { ...one, labels: one.labels.length > 0 ? [] : [label], updatedAt: scheduler.now() }
          : one,
      ),
    }));
    return 'toggled';
  }
}
