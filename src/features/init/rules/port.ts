import { answerTo } from '#features/init/answers.ts';
import { byAnswer, type Found } from '#features/init/source.ts';
import { isPort } from '#features/init/sources/port.ts';
import type { InitWorld } from '#features/init/world.ts';
import { found, type Way } from './way.ts';

/** Where the port comes from. The Dockerfile comes before Compose: the image is what a cluster runs. */
export const portWays: readonly Way<number>[] = [
  { name: 'answer', find: ({ answers }) => found(asPort(answerTo('port', answers)), byAnswer) },
  { name: 'the only EXPOSE', find: (world) => (exposed(world).length === 1 ? firstExposed(world) : undefined) },
  {
    name: 'ENV PORT',
    find: ({ dockerfile }) => {
      const said = dockerfile?.content.environment.get('PORT');
      if (!dockerfile || !said) return undefined;
      return found(asPort(said.value), { what: 'ENV PORT', file: dockerfile.file, line: said.line });
    },
  },
  { name: 'the first EXPOSE', find: firstExposed },
  {
    name: 'Compose ports',
    find: ({ service }) =>
      service &&
      found(service.content.ports[0], {
        what: `ports of the service ${service.content.name}`,
        file: service.file,
        line: service.content.lineOf('ports'),
      }),
  },
  {
    name: 'Compose PORT',
    find: ({ service }) =>
      service &&
      found(asPort(service.content.environment['PORT']), {
        what: `PORT of the service ${service.content.name}`,
        file: service.file,
        line: service.content.lineOf('environment', 'PORT'),
      }),
  },
];

const exposed = ({ dockerfile }: InitWorld) => dockerfile?.content.ports ?? [];

function firstExposed({ dockerfile }: InitWorld): Found<number> | undefined {
  const port = dockerfile?.content.ports[0];
  if (!dockerfile || !port) return undefined;
  return found(port.value, { what: `EXPOSE ${port.value}`, file: dockerfile.file, line: port.line });
}

function asPort(text: string | null | undefined): number | undefined {
  const port = Number(text ?? Number.NaN);
  return isPort(port) ? port : undefined;
}
