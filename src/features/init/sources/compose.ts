import { z } from 'zod';
import { healthPathIn } from './loopback-url.ts';
import { isPort } from './port.ts';
import { substitute } from './variables.ts';
import type { YamlFile } from './yaml.ts';

const port = z.union([z.number().transform(String), z.string(), z.object({ target: z.coerce.string() })]);
const value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const service = z.object({
  build: z
    .union([
      z.string().transform((context) => ({ context, dockerfile: undefined })),
      z.object({ context: z.string().default('.'), dockerfile: z.string().optional() }),
    ])
    .optional()
    .catch(undefined),
  image: z.string().optional().catch(undefined),
  command: z
    .union([z.string().min(1), z.array(value).min(1)])
    .optional()
    .catch(undefined),
  ports: z.array(port).catch([]).default([]),
  environment: z
    .union([z.array(z.string()).transform(fromList), z.record(z.string(), value.nullable())])
    .catch({})
    .default({}),
  healthcheck: z
    .object({ test: z.union([z.string(), z.array(z.string()).transform((words) => words.join(' '))]) })
    .optional()
    .catch(undefined),
});
const schema = z.object({
  name: z.string().optional().catch(undefined),
  services: z.record(z.string(), z.unknown()),
});

/** One service of a Compose file. */
export interface ComposeService {
  readonly name: string;
  /** One-based. */
  readonly line: number;
  /** Undefined for a service that only has an image. */
  readonly build?: { readonly context: string; readonly dockerfile?: string | undefined } | undefined;
  readonly image?: string | undefined;
  readonly command?: string | readonly string[] | undefined;
  /** What it listens on in its container, by TCP. */
  readonly ports: readonly number[];
  /** Null where the value is taken from the shell. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** The path that its health check asks for. */
  readonly health?: string | undefined;
  readonly lineOf: (field: string, entry?: string) => number;
}

export interface Compose {
  readonly name?: string | undefined;
  readonly services: readonly ComposeService[];
}

/** Further services are not looked at. */
const MAXIMUM_SERVICES = 200;

/** Reads a Compose file that was parsed as YAML; undefined when it has no services. Never throws. */
export function parseCompose({ value: whole, lineOf }: YamlFile): Compose | undefined {
  const parsed = schema.safeParse(whole);
  if (!parsed.success) return undefined;
  const services = Object.entries(parsed.data.services)
    .slice(0, MAXIMUM_SERVICES)
    .flatMap(([name, content]) => {
      const one = service.safeParse(content);
      return one.success ? [serviceOf(name, one.data, lineOf)] : [];
    });
  return { name: parsed.data.name, services };
}

function serviceOf(name: string, content: z.output<typeof service>, lineOf: YamlFile['lineOf']): ComposeService {
  const { ports, healthcheck, ...rest } = content;
  return {
    ...rest,
    name,
    line: lineOf('services', name),
    ports: [...new Set(ports.flatMap((one) => containerPort(typeof one === 'string' ? one : one.target)))],
    health: healthcheck && healthPathIn(healthcheck.test),
    lineOf: (field, entry) => lineOf('services', name, field, ...(entry === undefined ? [] : [entry])),
  };
}

/** The last part of `[HOST:[PORT:]]CONTAINER[/PROTOCOL]`; of a range the first. */
function containerPort(text: string): readonly number[] {
  const [, first, protocol = 'tcp'] =
    /(?:^|:)(\d{1,5})(?:-\d{1,5})?(?:\/(\w+))?$/.exec(substitute(text, new Map())) ?? [];
  return protocol === 'tcp' && isPort(Number(first)) ? [Number(first)] : [];
}

/** `NAME=value`, or `NAME` alone for the one of the shell. */
function fromList(items: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    items.map((item) => {
      const at = item.indexOf('=');
      return at === -1 ? [item, null] : [item.slice(0, at), item.slice(at + 1)];
    }),
  );
}
