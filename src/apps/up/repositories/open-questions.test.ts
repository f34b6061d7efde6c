import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Answers, Question, QuestionField } from '#features/init/draft.ts';
import { draftFor, json } from '#features/init/repositories.testing.ts';
import { CodedError } from '#lib/coded-error.ts';
import type { TreeContent } from '#ports/source-tree/source-tree.contract.ts';
import { neededQuestions, withoutPeople } from './open-questions.ts';

const go = { 'go.mod': 'module shop\n', 'main.go': '' };
const twoServices = { 'compose.yaml': 'services:\n  web: {build: .}\n  worker: {build: .}\n' };
const workspaces = {
  'package.json': json({ name: 'shop', workspaces: ['apps/*'] }),
  'apps/web/package.json': json({ name: 'web', scripts: { start: 'node .', test: 'node --test' } }),
  'apps/admin/package.json': json({ name: 'admin', scripts: { start: 'node .', test: 'node --test' } }),
};

const needed: Record<string, { content: TreeContent; answers?: Answers; fields: readonly QuestionField[] }> = {
  'npm scripts that start and test leave nothing open': {
    content: { 'package.json': json({ name: 'shop', scripts: { start: 'node .', test: 'node --test' } }) },
    fields: [],
  },
  'npm scripts without a test leave the test open': {
    content: { 'package.json': json({ name: 'shop', scripts: { start: 'node .' } }) },
    fields: ['test'],
  },
  'a repository in Go leaves open how it is built, tested and started': {
    content: go,
    fields: ['build', 'test', 'command'],
  },
  'what is answered is not open': { content: go, answers: { build: 'go build' }, fields: ['test', 'command'] },
  'what is left open on purpose is not asked again': {
    content: go,
    answers: { build: '', test: '', command: '' },
    fields: [],
  },
  'several services need a choice first': { content: twoServices, fields: ['service', 'build', 'test', 'command'] },
  'an answer that fits no more does not raise its question for ever': {
    content: twoServices,
    answers: { service: 'gone' },
    fields: ['build', 'test', 'command'],
  },
  'several workspaces need a choice': { content: workspaces, fields: ['workspace', 'test', 'command'] },
  'an image is for clusters and not asked for': {
    content: { ...go, Dockerfile: 'FROM scratch\nEXPOSE 8080\n' },
    answers: { build: 'x', test: 'x', command: 'x' },
    fields: [],
  },
  'of two ports one is the default here': {
    content: { ...go, Dockerfile: 'FROM scratch\nEXPOSE 8080 9090\n' },
    answers: { build: 'x', test: 'x', command: 'x' },
    fields: [],
  },
};
for (const [sentence, { content, answers = {}, fields }] of Object.entries(needed)) {
  test(sentence, async () => {
    const questions = neededQuestions(await draftFor(content, answers), answers);
    assert.deepEqual(
      questions.map(({ field }) => field),
      fields,
    );
  });
}

const question = (field: QuestionField, suggestion?: string): Question => ({
  field,
  text: `${field}?`,
  why: `no file says ${field}`,
  ...(suggestion !== undefined && { suggestion }),
});

test('where nobody can answer, only the test may stay open: commits run untested', () =>
  assert.deepEqual(withoutPeople('/shop', [question('test', 'make test')]), { test: '' }));

const refused: Record<string, { open: readonly Question[]; says: RegExp }> = {
  'what starts it': { open: [question('command')], says: /^\/shop has no .*: command \(no file says command\)$/ },
  'what builds it': { open: [question('build')], says: /: build \(no file says build\)$/ },
  'its test, beside something else, and what is usual': {
    open: [question('test', 'go test ./...'), question('command', './app')],
    says: /: test \(no file says test; usual: go test \.\/\.\.\.\), command \(no file says command; usual: \.\/app\)$/,
  },
};
for (const [what, { open, says }] of Object.entries(refused)) {
  test(`where nobody can answer, the error names what is missing and what to do: ${what}`, () =>
    assert.throws(
      () => withoutPeople('/shop', open),
      (error) => {
        assert.ok(error instanceof CodedError, String(error));
        assert.deepEqual([error.code, error.source], ['QuestionsOpen', 'user']);
        assert.match(error.message, says);
        assert.match(error.next ?? '', /dm init \/shop; .*terminal/);
        return true;
      },
    ));
}
