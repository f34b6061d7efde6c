import type { Bench } from './bench.testing.ts';
import type { TestEnvironment } from './environment.testing.ts';

/** Where its Service answers to this machine. */
export const addressOf = async ({ cluster }: Bench, { name }: TestEnvironment): Promise<string> => {
  const words = ['get', 'service', `--namespace=${name}`, '--output=jsonpath={.items[0].spec.clusterIP}'];
  return `http://${await cluster.kubectl(words)}/`;
};
