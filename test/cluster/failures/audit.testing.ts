import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** One write that reached the API server, as it tells it (audit.k8s.io/v1 Event). */
export interface Write {
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  };
}

/** What an API server writes down about all writes. */
export interface Audit {
  readonly apiServerArguments: readonly string[];
  /** What this process asked for so far, in its order. */
  ourWrites(): readonly Write[];
  remove(): void;
}

const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] }, { level: 'None' }],
};

/** @param userAgent of this process */
export function createAudit(userAgent: string): Audit {
  const directory = mkdtempSync(join(tmpdir(), 'dm-audit-'));
  const [policyFile, log] = [join(directory, 'policy.yaml'), join(directory, 'log')];
  writeFileSync(policyFile, stringify(policy));
  return {
    apiServerArguments: [`--audit-policy-file=${policyFile}`, `--audit-log-path=${log}`],
    ourWrites: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Write)
        .filter((write) => write.userAgent === userAgent),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** Whether it concerns an environment, or anything in its namespace. */
export const isAbout = ({ objectRef }: Write, environment: string): boolean =>
  objectRef?.namespace === environment || objectRef?.name === environment;

export const inWords = ({ verb, requestURI }: Write): string => `${verb} ${requestURI}`;
