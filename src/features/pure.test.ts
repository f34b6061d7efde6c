import { strict as assert } from 'node:assert';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const pure = globSync('src/features/**/{plan,rules,wanted,render,status,comment,fingerprint,unreported,labels}.ts', {
  cwd: root,
});

/** What a decision may not see: time, chance, the environment, the network, other processes. */
const impure =
  /\b(process|console|performance|crypto)[.[]|\b(fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\(|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/;

const codeOf = (file: string): string =>
  readFileSync(join(root, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');

/** What a file loads when it runs: type imports are gone by then. */
function importsOf(file: string): readonly string[] {
  const statements = codeOf(file).matchAll(
    /^(?:import|export)\s(?!type\b)[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm,
  );
  return [...statements].map(([, from = '', alone = '']) => from || alone);
}

function fileOf(from: string, file: string): string | undefined {
  if (from.startsWith('./')) return join(dirname(file), from);
  return from.startsWith('#') ? `src/${from.slice(1)}` : undefined;
}

/** A file and everything that it loads, of ours; and the packages that they load. */
function closureOf(file: string): { files: ReadonlySet<string>; packages: ReadonlySet<string> } {
  const files = new Set([file]);
  const packages = new Set<string>();
  for (const one of files) {
    for (const from of importsOf(one)) {
      const next = fileOf(from, one);
      if (next === undefined) packages.add(from);
      else files.add(next);
    }
  }
  return { files, packages };
}

test('there are decisions to look at', () => assert.ok(pure.length >= 15, `only ${pure.length} files`));

for (const file of pure) {
  test(`${file} decides from its arguments alone`, () => {
    assert.doesNotMatch(codeOf(file), /\b(async|await)\b/);
    const { files, packages } = closureOf(file);
    for (const one of files) assert.equal(impure.exec(codeOf(one))?.[0], undefined, `in ${one}`);
    const strangers = [...packages].filter((name) => name !== 'zod' && name !== 'yaml');
    assert.deepEqual(strangers, []);
    const forbidden = [...files].filter((one) => !/^src\/(features|ports|model|lib)\//.test(one));
    assert.deepEqual(forbidden, []);
  });
}
