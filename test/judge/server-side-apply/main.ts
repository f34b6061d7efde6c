import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { seededRandom } from '#lib/random.ts';
import { compareWith, type Answer } from './comparison.ts';
import { Histories } from './histories.ts';

/**
 * Plays random histories on structured-merge-diff itself (needs Go, and its modules) and holds our own merge against
 * it: `node main.ts [COUNT] [SEED]`. With `--record`, what it answered becomes what the tests judge by.
 */
const numbers = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const [count = 100, seed = 1] = numbers.map(Number);
const generator = new Histories(seededRandom(seed));
const histories = Array.from({ length: count }, () => generator.next());

const folder = import.meta.dirname;
const modules = go(['list', '-m', '-f', '{{.Dir}}', 'k8s.io/client-go']).trim();
const input = histories.map((history) => `${JSON.stringify(history)}\n`).join('');
const [description = '', ...lines] = go(['run', '.', `${modules}/applyconfigurations/internal/internal.go`], input)
  .trim()
  .split('\n');

const answers = lines.map((line) => JSON.parse(line) as Answer);
const wrong = histories.filter((history, index) => compareWith(history, answers[index]) !== undefined);
for (const history of wrong.slice(0, 3)) console.error(JSON.stringify(history));
console.log(`${histories.length} histories, ${wrong.length} differ`);
if (process.argv.includes('--record')) {
  const recorded = histories.map((history, index) => `${JSON.stringify({ history, answer: answers[index] })}\n`);
  writeFileSync(`${folder}/recorded.jsonl`, recorded.join(''));
  writeFileSync(`${folder}/description.json`, `${JSON.stringify(JSON.parse(description), null, 2)}\n`);
}
process.exitCode = wrong.length > 0 ? 1 : 0;

function go(words: readonly string[], stdin = ''): string {
  const { status, stdout, stderr } = spawnSync('go', words, { cwd: folder, input: stdin, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`go ${words[0]}: ${String(stderr)}`);
  return String(stdout);
}
