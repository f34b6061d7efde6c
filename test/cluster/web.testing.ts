import { basename, dirname } from 'node:path';
import { binaries } from '#dev/binaries/binaries.ts';
import type { OciImage } from '#adapters/registry/oci-image.ts';
import { imageOfProgram } from '#dev/images/program.ts';

/** The service of dev/binaries/pods/web as an image, and its version. */
export async function webImage(): Promise<{ readonly image: OciImage; readonly tag: string }> {
  const { web } = await binaries(['web'], console.error);
  return { image: await imageOfProgram('web', web), tag: basename(dirname(web)) };
}

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** A Deployment that spreads over zones, and its Service on port 80. */
export const webObjects = (name: string, image: string, replicas: number): readonly object[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: pod(name, image) },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];

const pod = (app: string, image: string) => ({
  terminationGracePeriodSeconds: 1,
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { app } },
    },
  ],
  containers: [
    {
      name: 'web',
      image,
      env: [field('POD_NAME', 'metadata.name'), field('NODE_NAME', 'spec.nodeName')],
      readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
    },
  ],
});
