import type { EnvironmentSpec } from '#model/environment.ts';

/** A Pod Security Standard. */
export type PodSecurity = 'restricted' | 'baseline';

/** Code of forks is fenced in as far as it goes, whatever the team's half says (law 7). */
export const podSecurityOf = ({ isolation, pullRequest }: EnvironmentSpec): PodSecurity =>
  pullRequest?.fork === true ? 'restricted' : (isolation?.podSecurity ?? 'restricted');

/** What `restricted` demands of a pod (Kubernetes documentation, "Pod Security Standards"). */
export const podContext = (level: PodSecurity) => ({
  ...(level === 'restricted' && { runAsNonRoot: true }),
  seccompProfile: { type: 'RuntimeDefault' as const },
});

/** What it demands of a container; a process that is root needs the capabilities that `baseline` leaves it. */
export const containerContext = (level: PodSecurity) => ({
  allowPrivilegeEscalation: false,
  ...(level === 'restricted' && { capabilities: { drop: ['ALL'] } }),
});
