import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import type { PullSecret } from '#adapters/registry/pull-secret.ts';
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
import type { Settings } from './settings.ts';

/** What both the controller and the function are made of. */
export interface Parts {
  readonly objects: Objects;
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
  const client = new Client({ access, clock, timers, random, userAgent: 'dungeon-master' });
  return {
    objects: new KubernetesObjects({ client, random }),
    images: imagesOf(settings),
    podLogs: kubernetesPodLogs(client),
    github: (around = (budget) => budget) => gitHubOf(settings, { privateKey, log, around }),
    webhookSecret,
    redact: redactor([privateKey, webhookSecret]),
    urlOf: (name) => settings.DM_ENVIRONMENT_URL.replaceAll('{environment}', name),
    log,
    close: () => client.close(),
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
function imagesOf({
  DM_PLAIN_HTTP_REGISTRIES: insecureRegistries,
  DM_PULL_SECRETS_DIRECTORY: directory,
}: Settings): Images {
  const ecr = createEcrCredentials({ fetch, clock, identity: createAwsIdentity() });
  return createRegistryImages({
    fetch,
    clock,
    credentials: [createPullSecretCredentials(() => pullSecretsIn(directory)), ecr],
    insecureRegistries,
  });
}

/** Read each time, since the kubelet replaces the files of a Secret that was changed. Links of its own begin with "..". */
async function pullSecretsIn(directory: string): Promise<readonly PullSecret[]> {
  const names = await readdir(directory).catch(noneIfMissing);
  const visible = names.filter((name) => !name.startsWith('..'));
  return Promise.all(
    visible.map(async (name) => ({ name, dockerConfigJson: await readFile(join(directory, name), 'utf8') })),
  );
}

function noneIfMissing(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
