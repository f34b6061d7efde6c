import { z } from 'zod';
import { loopbackUrl } from '#apps/proxy/loopback.ts';
import { CodedError } from '#lib/coded-error.ts';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
const port = (usual: number) => z.coerce.number().int().min(1).max(65_535).default(usual);
const id = z.coerce.number().int().positive();
const file = z.string().startsWith('/', 'must be an absolute path');

const schema = z.object({
  /** `https://HOST/api/v3` for a GitHub Enterprise Server. */
  DM_GITHUB_API: z.url().default('https://api.github.com'),
  DM_GITHUB_APP_ID: id,
  DM_GITHUB_INSTALLATION_ID: id,
  DM_GITHUB_PRIVATE_KEY_FILE: file.default('/etc/dungeon-master/github/private-key.pem'),
  DM_WEBHOOK_SECRET_FILE: file.default('/etc/dungeon-master/github/webhook-secret'),
  /** A directory whose files are Docker configurations: `.dockerconfigjson` of pull secrets. */
  DM_PULL_SECRETS_DIRECTORY: file.default('/etc/dungeon-master/pull-secrets'),
  /** Registries (`HOST:PORT`) that speak HTTP without TLS. */
  DM_PLAIN_HTTP_REGISTRIES: list,
  /** Where people find an environment; `dm env open` shows it at the usual address. */
  DM_ENVIRONMENT_URL: z
    .string()
    .includes('{environment}', 'must hold {environment}')
    .default(loopbackUrl('{environment}')),
  /** Our own image, for the pods that find out whether network policies are enforced; left out: it is not found out. */
  DM_IMAGE: z.string().min(1).optional(),
  DM_FUNCTION_PORT: port(8080),
  DM_HEALTH_PORT: port(8081),
  POD_NAME: z.string().min(1).default('dungeon-master'),
});

/** What the environment of a process in a cluster says. */
export type Settings = Readonly<z.output<typeof schema>>;

/** Throws `CodedError` `SettingsInvalid`, which names every variable that is wrong. */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CodedError('SettingsInvalid', `environment: ${problems.join('; ')}`, {
    source: 'user',
    next: 'set them in the ConfigMap dungeon-master: see config/install/settings.yaml',
  });
}
