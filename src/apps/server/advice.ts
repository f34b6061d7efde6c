import type { Reason } from '#model/reasons.ts';

/** Reasons that only a look at the present can have; none is ever written anywhere. */
export type PresentReason = 'NoSuchPullRequest' | 'NotRegistered';

/** What a person does next, for every reason. */
const advice: Readonly<Record<Reason | PresentReason, string>> = {
  NameTaken: 'rename one of the two applications: their environments would have the same name',
  ForkNotAllowed: 'push the branch to the repository itself, and open the pull request from there',
  FileMissing: 'add the file to the branch and push',
  FileInvalid: 'mend the file in the line that is named and push',
  DeletedOnRequest: 'push a commit; a preview also comes back with: dm env redeploy NAME',
  RecordMissing:
    'a preview: close and reopen the pull request; a stage: delete its Environment. Do not delete its GitHub deployments by hand',
  NoChecksNamed: 'add "checks: [NAME]" under spec in the file on the base branch, or "checks: none"',
  ChecksFailed: 'look at the failed check on GitHub, push a commit that mends it, or run it again',
  ChecksPending: 'wait for the checks; if one never starts, compare its name with the one in the file',
  ImageRefused:
    'mend the name in the file, or the credentials of the registry: a pull secret, or the rights of our AWS role',
  ImageMissing: 'wait for the build; if it is done, compare the name it pushed with "image" in the file',

  Available: 'nothing: it answers',
  Progressing: 'wait: the new commit is starting',
  NothingToRun: 'wait until a commit has passed its checks',
  NamespaceTaken: 'rename or delete the namespace that is not ours',
  Deleting: 'wait: it is being deleted',
  PoliciesNotEnforced:
    'install a network plugin that enforces NetworkPolicy (Calico, Cilium, the policy agent of your cloud), or open the pull request from the repository itself',
  ImageRunsAsRoot:
    'set a numeric USER in the Dockerfile (USER 1000), or add "podSecurity: baseline" under spec in the file on the base branch',
  RunContainerError: 'compare the command in the file, or CMD in the Dockerfile, with what is in the image',
  OOMKilled: 'raise resources.limits.memory in the file, or let it use less, and push a commit',
  Unschedulable: 'add a node, let an autoscaler add one, or lower resources.requests in the file',
  QuotaExceeded: 'lower resources in the file; what ends gives its share back',
  PodSecurityViolation:
    'look who changed the labels pod-security.kubernetes.io of its namespace, or which admission policy says more',
  FailedCreate:
    'keep resources in the file within what a preview may have; else look at the admission policy that is named',
  CreateContainerConfigError: 'make what is named, or take it out of the file',
  ReadinessProbeFailed:
    'check that it listens on PORT, on 0.0.0.0 or :: and not only on 127.0.0.1, and answers its health path',
  CrashLoopBackOff: 'read the last log lines (dm env describe), and push a commit that mends it',
  ImagePullBackOff: 'check that the image exists and that the cluster may pull it',
  ProgressDeadlineExceeded:
    'check that it listens on PORT and answers its health path, and push a commit that mends it',
  NotReady: 'wait: its health path does not answer at the moment',
  Superseded: 'nothing: a newer commit took its place',
  Deleted: 'nothing: the environment was deleted',

  Reported: 'nothing: GitHub shows what is',
  GitHubUnavailable: 'wait: it is reported as soon as GitHub answers (www.githubstatus.com)',
  RateLimited: 'wait: it is reported as soon as GitHub allows more requests',
  Archived: 'unarchive the repository if reports are wanted',
  Forbidden: 'check on GitHub that the App is installed and has its permissions',
  NotFound: 'check on GitHub that the App may see the repository',
  Invalid: 'this is likely our fault: report it with the output of dm env describe',

  AboutToChange: 'wait: it happens within seconds, or with the next resync',
  NoSuchEnvironment: 'see those that exist: dm env list',
  StageInUse: 'take the stage out of the file on the default branch first',
  Closed: 'nothing: it goes with its pull request; reopen it to have it back',
  StaleAnswer: 'wait: GitHub is read again within seconds',
  NewerRules: 'update this Dungeon Master: a newer one has written here',
  BranchEmpty: 'push a commit to the branch, or name another branch in the file',
  NoSuchPullRequest: 'check the number, and that the App may see the repository',
  NoSuchStage: 'add the stage to the file on the default branch, or delete its environment',
  NotRegistered: 'register the repository again, or delete the environment',
};

/** What to do next about a reason. Words of other systems get a general answer. */
export function adviceFor(reason: string): string {
  return Object.hasOwn(advice, reason) ? advice[reason as keyof typeof advice] : 'wait a little and look again';
}
