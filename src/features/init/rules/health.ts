import { found, type Way } from './way.ts';

/** Where the path comes from that tells whether the service is ready. */
export const healthWays: readonly Way<string>[] = [
  {
    name: 'HEALTHCHECK',
    find: ({ dockerfile }) => {
      const health = dockerfile?.content.health;
      return health && found(health.value, { what: 'HEALTHCHECK', file: dockerfile.file, line: health.line });
    },
  },
  {
    name: 'Compose healthcheck',
    find: ({ service }) =>
      service &&
      found(service.content.health, {
        what: `healthcheck of the service ${service.content.name}`,
        file: service.file,
        line: service.content.lineOf('healthcheck'),
      }),
  },
];
