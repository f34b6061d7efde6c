/**
 * What Kubernetes says, without what changes from one moment to the next: counts, generated names, the ports of one
 * connection (law 6). The forms are those of 1.37.
 */

/**
 * `0/2 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {a: b}. preemption: …` names the causes
 * (kube-scheduler, `FitError`).
 */
export function causesOfNoNode(message: string): string {
  const [, causes] = /^0\/\d+ nodes are available: (.*)$/s.exec(message) ?? [];
  if (causes === undefined) return message;
  const [filters = ''] = causes.split(/[.,] (?:preemption: |no new claims to deallocate)/);
  const names = filters
    .replace(/\.$/, '')
    .split(/, (?=\d)/)
    .map((cause) => cause.replace(/^\d+ (?:node\(s\) )?/, ''));
  return [...new Set(names)].toSorted().join(', ');
}

/** `exceeded quota: shop, requested: limits.memory=512Mi,pods=1, used: …` names the quota and what it is short of. */
export function exceededQuota(message: string): string | undefined {
  const [, quota, requested = ''] = /exceeded quota: ([^,]+), requested: (\S+), used:/.exec(message) ?? [];
  if (quota === undefined) return undefined;
  const names = requested.split(',').map((amount) => amount.split('=')[0]);
  return `the quota ${quota} leaves no room for ${names.join(', ')}`;
}

/** From the words on by which Pod Security admission begins. */
export const violatedStandard = (message: string): string | undefined => /violates PodSecurity .*$/s.exec(message)?.[0];

/** Which pod it was does not matter, since another one is tried soon. */
export const refusedPod = (message: string): string => message.replace(/^pods "[^"]*" is forbidden: /, '');

/**
 * Why an image cannot be had, without the kubelet's `Back-off pulling image "…": ErrImagePull: ` and the container
 * runtime's way there: a commit status has room for 140 characters, and what went wrong comes last.
 */
export const pullError = (message: string): string =>
  stable(
    without(message, [
      /^Back-off pulling image "[^"]*"(?:: )?/,
      /^ErrImagePull: /,
      /^rpc error: code = \w+ desc = /,
      /^failed to pull and unpack image "[^"]*": /,
      /^failed to resolve (?:reference|image) "[^"]*": /,
    ]).replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…'),
  );

/** Why a command cannot be started, without containerd's and runc's way there. */
export const startError = (message: string): string =>
  stable(
    without(message, [
      /^failed to create containerd task: /,
      /^failed to create shim task: /,
      /^OCI runtime create failed: /,
      /^runc create failed: /,
      /^unable to start container process: /,
      /^failed to generate container "[^"]*" spec: /,
      /^failed to generate spec: /,
      /: unknown$/,
    ]),
  );

const without = (message: string, parts: readonly RegExp[]): string =>
  parts.reduce((text, part) => text.replace(part, ''), message);

/** Which pod and container it was is known. */
export const withoutPod = (message: string): string =>
  stable(message.replace(/ \(pod: "[^"]*", container: [^)]*\)/, ''));

/** A local port of a connection is another one each time, and so is the id of a container. */
export const stable = (message: string): string =>
  message
    .replaceAll(/\b[\d.]+:\d+->/g, '')
    .replaceAll(/\b[0-9a-f]{64}\b/g, (id, at: number) => (message.slice(at - 7, at) === 'sha256:' ? id : '…'));
