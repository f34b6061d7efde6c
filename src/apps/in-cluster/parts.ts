import { readFile } from 'node:fs/promises';
import { createEcrCredentials } from '#adapters/aws/ecr-credentials.ts';
import { createAwsIdentity } from '#adapters/aws/identity.ts';
import { createGitHubByUse } from '#adapters/github/by-use.ts';
import { createOctokitRequest } from '#adapters/github/octokit-request.ts';
import { KubernetesObjects } from '#adapters/kubernetes/objects/objects.ts';
import { kubernetesPodLogs } from '#adapters/kubernetes/pod-logs.ts';
import type { ClusterAccess } from '#adapters/kubernetes/transport/access.ts';
import { Client } from '#adapters/kubernetes/transport/client.ts';
import { systemClock as clock, systemTimers as timers } from '#adapters/node/time.ts';
import { createRegistryImages } from '#adapters/registry/images.ts';
import { createPullSecretCredentials } from '#adapters/registry/pull-secret-credentials.ts';
import { redactor, type Redact } from '#lib/redact.ts';
import type { EnvironmentName } from '#model/ids.ts';
import type { GitHubBudget } from '#ports/github/budget.ts';
import type { GitHubByUse } from '#ports/github/by-use.ts';
import type { Images } from '#ports/images.ts';
import type { Log } from '#ports/log.ts';
import type { Objects } from '#ports/objects/objects.ts';
import type { PodLogs } from '#ports/pod-logs.ts';
import { createGitHubBudget } from '#runtime/github-budget/budget.ts';
import { budgetLimits } from '#runtime/github-budget/limits.ts';
import { PullSecretFiles } from './pull-secret-files.ts';
import type { Settings } from './settings.ts';

/** What both the controller and the function are made of. */
export interface Parts {
  readonly objects: Objects;
  /** The same over connections of their own: what is urgent does not wait behind other calls. */
  readonly urgentObjects: Objects;
  readonly pullSecretFiles: PullSecretFiles;
  readonly images: Images;
  readonly podLogs: PodLogs;
  /** @param around what stands before the budget, such as a fence */
  readonly github: (around?: (budget: GitHubBudget) => GitHubBudget) => GitHubByUse;
  readonly webhookSecret: string;
  /** Takes the secrets that this process holds out of a text. */
  readonly redact: Redact;
  readonly urlOf: (name: EnvironmentName) => string;
  readonly log: Log;
  close(): void;
}

const REQUEST_TIMEOUT_MS = 10_000;
const random = Math.random;

/** Reads what the settings name and connects it. Rejects with the file system's errors. */
export async function createParts(settings: Settings, access: ClusterAccess, log: Log): Promise<Parts> {
  const privateKey = await readFile(settings.DM_GITHUB_PRIVATE_KEY_FILE, 'utf8');
  const webhookSecret = (await readFile(settings.DM_WEBHOOK_SECRET_FILE, 'utf8')).trim();
  const newClient = () => new Client({ access, clock, timers, random, userAgent: 'dungeon-master' });
  const [client, urgent] = [newClient(), newClient()];
  const pullSecretFiles = new PullSecretFiles(settings.DM_PULL_SECRETS_DIRECTORY);
  return {
    objects: new KubernetesObjects({ client, random, log }),
    urgentObjects: new KubernetesObjects({ client: urgent, random, log }),
    pullSecretFiles,
    images: imagesOf(settings, pullSecretFiles),
    podLogs: kubernetesPodLogs(client),
    github: (around = (budget) => budget) => gitHubOf(settings, { privateKey, log, around }),
    webhookSecret,
    redact: redactor([privateKey, webhookSecret]),
    urlOf: (name) => settings.DM_ENVIRONMENT_URL.replaceAll('{environment}', name),
    log,
    close: () => {
      client.close();
      urgent.close();
    },
  };
}

interface GitHubParts {
  readonly privateKey: string;
  readonly log: Log;
  readonly around: (budget: GitHubBudget) => GitHubBudget;
}

function gitHubOf(settings: Settings, { privateKey, log, around }: GitHubParts): GitHubByUse {
  const { DM_GITHUB_API: baseUrl, DM_GITHUB_APP_ID: appId, DM_GITHUB_INSTALLATION_ID: installationId } = settings;
  const request = createOctokitRequest({ baseUrl, appId, installationId, privateKey, timeoutMs: REQUEST_TIMEOUT_MS });
  const budget = createGitHubBudget({ clock, timers, log, limits: budgetLimits });
  return createGitHubByUse({ request, clock, appId }, around(budget));
}

/** Pull secrets first, then what our own AWS role gives for ECR. */
function imagesOf({ DM_PLAIN_HTTP_REGISTRIES: insecureRegistries }: Settings, pullSecrets: PullSecretFiles): Images {
  const ecr = createEcrCredentials({ fetch, clock, identity: createAwsIdentity() });
  const credentials = [createPullSecretCredentials(() => pullSecrets.read()), ecr];
  return createRegistryImages({ fetch, clock, credentials, insecureRegistries });
}
