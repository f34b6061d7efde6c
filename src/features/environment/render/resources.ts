import type { EnvironmentSpec } from '#model/environment.ts';
import type { LimitRangeItem, ResourceList } from '#model/kubernetes/fence.ts';
import { larger, type Resources } from '#model/resources.ts';

/** What a container gets that names nothing. All amounts are in the form in which an API server gives them back. */
const requests = { cpu: '50m', memory: '128Mi' };
const limits = { cpu: '1', memory: '512Mi' };

/** The most that one container of a preview may ask for, and all of them together: three containers at their most. */
const previewMaximum = { cpu: '2', memory: '2Gi' };
const previewQuota = {
  pods: '10',
  'requests.cpu': '6',
  'requests.memory': '6Gi',
  'limits.cpu': '6',
  'limits.memory': '6Gi',
};
/** A stage is the team's own merged code: it has what it asks for, and does not multiply without end. */
const stageQuota = { pods: '100' };

/** The bounds of each container of an environment. */
export const containerLimits = ({ pullRequest }: EnvironmentSpec): LimitRangeItem => ({
  type: 'Container',
  default: limits,
  defaultRequest: requests,
  ...(pullRequest && { max: previewMaximum }),
});

/** The bounds of all its pods together. */
export const quota = ({ pullRequest }: EnvironmentSpec): ResourceList => (pullRequest ? previewQuota : stageQuota);

/** Requests that are left out are the limits where those are given, as Kubernetes has it. */
export function resourcesOf({ requests: asked = {}, limits: most = {} }: Resources = {}) {
  return {
    requests: {
      cpu: asked.cpu ?? most.cpu ?? requests.cpu,
      memory: asked.memory ?? most.memory ?? requests.memory,
    },
    limits: {
      cpu: most.cpu ?? atLeast(asked.cpu, limits.cpu),
      memory: most.memory ?? atLeast(asked.memory, limits.memory),
    },
  };
}

const atLeast = (asked: string | undefined, limit: string): string =>
  asked === undefined ? limit : larger(limit, asked);
