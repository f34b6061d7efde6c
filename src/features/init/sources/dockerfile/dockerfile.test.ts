import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseDockerfile } from './dockerfile.ts';

/** Values with their lines; what is left out is not there. */
interface Essence {
  readonly ports?: readonly (readonly [port: number, line: number])[];
  readonly command?: readonly [command: unknown, line: number];
  readonly health?: readonly [path: string, line: number];
  readonly env?: Readonly<Record<string, string>>;
}

const cases: Record<string, { lines: readonly string[]; says: Essence }> = {
  'a short one': {
    lines: ['FROM node:24', 'EXPOSE 3000', 'CMD ["node", "server.js"]'],
    says: { ports: [[3000, 2]], command: [['node', 'server.js'], 3] },
  },
  'keywords are read in any case': { lines: ['from node', 'expose 80'], says: { ports: [[80, 2]] } },
  'a command for a shell is one text': {
    lines: ['FROM node', 'CMD node server.js --port $PORT'],
    says: { command: ['node server.js --port $PORT', 2] },
  },
  'a list in single quotes is for a shell, as Docker takes it': {
    lines: ['FROM node', "CMD ['node', 'server.js']"],
    says: { command: ["['node', 'server.js']", 2] },
  },
  'the last command counts': { lines: ['FROM node', 'CMD a', 'CMD b'], says: { command: ['b', 3] } },
  'the entry point comes before the words of the command': {
    lines: ['FROM node', 'CMD ["server.js"]', 'ENTRYPOINT ["node"]'],
    says: { command: [['node', 'server.js'], 3] },
  },
  'an entry point for a shell takes no words': {
    lines: ['FROM node', 'ENTRYPOINT exec node .', 'CMD ["x"]'],
    says: { command: ['exec node .', 2] },
  },
  'an entry point with a command for a shell gets that shell': {
    lines: ['FROM node', 'ENTRYPOINT ["tini", "--"]', 'CMD node .'],
    says: { command: [['tini', '--', '/bin/sh', '-c', 'node .'], 2] },
  },
  'an empty command is none': { lines: ['FROM node', 'CMD []'], says: {} },
  'only the last stage counts': {
    lines: ['FROM node AS build', 'EXPOSE 1', 'CMD a', 'FROM nginx', 'EXPOSE 80'],
    says: { ports: [[80, 5]] },
  },
  'a stage that begins from another one has what that one says': {
    lines: ['FROM node AS base', 'ENV PORT=4000', 'EXPOSE $PORT', 'CMD ["a"]', 'FROM base', 'EXPOSE 5000'],
    says: {
      ports: [
        [4000, 3],
        [5000, 6],
      ],
      command: [['a'], 4],
      env: { PORT: '4000' },
    },
  },
  'a new entry point makes the command of the base void': {
    lines: ['FROM node AS base', 'CMD ["a"]', 'FROM --platform=linux/amd64 BASE as final', 'ENTRYPOINT ["b"]'],
    says: { command: [['b'], 4] },
  },
  'a lookalike of a stage that comes later is an image': {
    lines: ['FROM later', 'EXPOSE 1', 'FROM x AS later', 'EXPOSE 2'],
    says: { ports: [[2, 4]] },
  },
  'arguments have their defaults': {
    lines: ['FROM node', 'ARG PORT=8080', 'EXPOSE ${PORT} ${OTHER:-9090}/tcp'],
    says: {
      ports: [
        [8080, 3],
        [9090, 3],
      ],
    },
  },
  'an argument above the first stage counts where it is declared again': {
    lines: ['ARG A=1000', 'ARG B=2000', 'FROM node', 'ARG A', 'EXPOSE $A $B 3000'],
    says: {
      ports: [
        [1000, 5],
        [3000, 5],
      ],
    },
  },
  'a variable outranks an argument of its name': {
    lines: ['FROM node', 'ENV PORT=1000', 'ARG PORT=2000', 'EXPOSE $PORT'],
    says: { ports: [[1000, 4]], env: { PORT: '1000' } },
  },
  'ports of UDP, above 65535 and twice are left out; a range is its ends': {
    lines: ['FROM x', 'EXPOSE 53/udp 70000 80 80/TCP 8000-8010 0 nonsense'],
    says: {
      ports: [
        [80, 2],
        [8000, 2],
        [8010, 2],
      ],
    },
  },
  'variables in all their forms': {
    lines: [
      'FROM x',
      String.raw`ENV A=1 B="two words" C='it is' D=a\ b`,
      'ENV OLD the rest',
      'ENV E=$A$B F=${A:+set}${G:+not}',
    ],
    says: { env: { A: '1', B: 'two words', C: 'it is', D: 'a b', OLD: 'the rest', E: '1two words', F: 'set' } },
  },
  'lines are continued, over comments and blank lines too': {
    lines: ['FROM x', 'EXPOSE \\', '  # a comment \\', '', '  80 \\ ', '  81'],
    says: {
      ports: [
        [80, 2],
        [81, 2],
      ],
    },
  },
  'another escape character by the directive': {
    lines: ['# escape=`', 'FROM x', 'EXPOSE `', '  80', String.raw`CMD c:\app\ `],
    says: { ports: [[80, 3]], command: [String.raw`c:\app` + '\\', 5] },
  },
  'a directive below a comment is a comment': {
    lines: ['# hello', '# escape=`', 'FROM x', 'EXPOSE \\', '80'],
    says: { ports: [[80, 4]] },
  },
  'what a here-document holds is no instruction': {
    lines: [
      'FROM x',
      'RUN <<EOF cat <<-"TWO"',
      'EXPOSE 1',
      'EOF',
      '\tCMD no',
      '\tTWO',
      'COPY <<end /x',
      'EXPOSE 2',
      'end',
      'EXPOSE 3',
    ],
    says: { ports: [[3, 10]] },
  },
  'a here-document that does not end takes the rest': { lines: ['FROM x', 'RUN <<EOF', 'EXPOSE 1'], says: {} },
  'a health check asks for a path on its own machine': {
    lines: ['FROM x', 'ENV PORT=80', 'HEALTHCHECK --interval=5s CMD curl -f http://127.0.0.1:$PORT/up/1?x=y || exit 1'],
    says: { health: ['/up/1', 3], env: { PORT: '80' } },
  },
  'a health check of another machine says nothing': {
    lines: ['FROM x', 'HEALTHCHECK CMD curl http://example.com/up'],
    says: {},
  },
  'a health check is switched off': {
    lines: ['FROM x', 'HEALTHCHECK CMD wget -q localhost/up', 'HEALTHCHECK NONE'],
    says: {},
  },
  'instructions that it does not know, and those named like an object’s own, are passed over': {
    lines: ['FROM x', 'CONSTRUCTOR a', 'hasOwnProperty', 'VOLUME /x', '?!', 'EXPOSE 80'],
    says: { ports: [[80, 6]] },
  },
};

for (const [sentence, { lines, says }] of Object.entries(cases)) {
  for (const end of ['\n', '\r\n']) {
    test(`${sentence} (${JSON.stringify(end)})`, () => {
      const { ports, command, health, environment } = parseDockerfile(lines.join(end)) ?? assert.fail('no Dockerfile');
      const env = Object.fromEntries([...environment].map(([name, { value }]) => [name, value]));
      const essence: Essence = {
        ...(ports.length > 0 && { ports: ports.map(({ value, line }) => [value, line] as const) }),
        ...(command && { command: [command.value, command.line] as const }),
        ...(health && { health: [health.value, health.line] as const }),
        ...(environment.size > 0 && { env }),
      };
      assert.deepEqual(essence, says);
    });
  }
}

for (const text of ['', '# nothing', 'EXPOSE 80', 'ARG A=1\n', '<html>']) {
  test(`without FROM it is no Dockerfile: ${JSON.stringify(text)}`, () =>
    assert.equal(parseDockerfile(text), undefined));
}
