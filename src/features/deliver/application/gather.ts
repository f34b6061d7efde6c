import type { Application, Environment } from '#model/environment.ts';
import type { ApplicationName } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Stored } from '#model/kubernetes/meta.ts';
import type { PullRequest } from '#model/pull-request.ts';
import { gatherFile, type FileSeen } from '#features/deliver/commit/gather.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { APPLICATION_LABEL } from '#features/deliver/write.ts';

/** What an application has, on GitHub and in the cluster: the resync heals what no event told. */
export interface ApplicationWorld {
  readonly application: Stored<Application>;
  readonly environments: readonly Stored<Environment>[];
  readonly defaultBranch: string;
  readonly file: FileSeen;
  readonly openPullRequests: readonly PullRequest[];
  /** Those that were changed last, newest first. */
  readonly closedPullRequests: readonly PullRequest[];
}

/** Reads the world of one application, or undefined when it is not registered. Throws `ObjectsError`, `GitHubError`. */
export async function gatherApplication(
  ports: DeliverPorts,
  name: ApplicationName,
): Promise<ApplicationWorld | undefined> {
  const { objects, github } = ports;
  const application = await objects.get('Application', { name, namespace: HOME_NAMESPACE });
  if (!application) return undefined;

  const { repository } = application.spec;
  const environments = await objects.list('Environment', {
    namespace: HOME_NAMESPACE,
    labels: { [APPLICATION_LABEL]: name },
  });
  const [defaultBranch, openPullRequests, closedPullRequests] = await Promise.all([
    github.branches.defaultBranch(repository),
    github.pullRequests.listOpen(repository),
    github.pullRequests.listClosed(repository),
  ]);
  const file = await gatherFile(ports, application, defaultBranch);
  return { application, environments: environments.items, defaultBranch, file, openPullRequests, closedPullRequests };
}
