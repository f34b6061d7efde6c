/** What the redactor of the controller knows; `crash` writes it. */
export const SECRET = 'correct-horse-battery-staple';

/** The programs of the image, by their names below `/app`. */
export const programs: Readonly<Record<string, string>> = {
  'serve.mjs': `
    import { createServer } from 'node:http';
    const server = createServer((_, answer) => answer.end(process.env.VERSION));
    server.listen(Number(process.env.PORT));
    process.on('SIGTERM', () => server.close());
  `,
  'crash.mjs': `
    console.log('connecting with ${SECRET}');
    console.error('the database refuses it');
    process.exit(3);
  `,
  'greedy.mjs': `
    const kept = [];
    for (;;) kept.push(Buffer.alloc(2 ** 24, 1));
  `,
  'deaf.mjs': `
    import { createServer } from 'node:http';
    createServer().listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening on 127.0.0.1'));
  `,
};

/** As a workload's `command` has it. */
export const program = (name: 'serve' | 'crash' | 'greedy' | 'deaf'): readonly string[] => ['node', `/app/${name}.mjs`];
