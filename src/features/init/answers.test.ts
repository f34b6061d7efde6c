import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { answerProblem } from './answers.ts';
import type { Question } from './draft.ts';

type Asked = Pick<Question, 'field' | 'choices'>;

const answers: Record<string, { asked: Asked; text: string; problem: RegExp | undefined }> = {
  'nothing is always an answer': { asked: { field: 'port', choices: ['80'] }, text: '', problem: undefined },
  'a command is any line': { asked: { field: 'build' }, text: 'make && make install', problem: undefined },
  'a command is one line': { asked: { field: 'build' }, text: 'a\nb', problem: /one line/ },
  'a command is not a script': { asked: { field: 'test' }, text: 'x'.repeat(1001), problem: /at most 1000/ },
  'a choice is one of them': { asked: { field: 'service', choices: ['web', 'api'] }, text: 'api', problem: undefined },
  'another one is none': {
    asked: { field: 'service', choices: ['web', 'api'] },
    text: 'db',
    problem: /one of web, api/,
  },
  'a port is a number': { asked: { field: 'port' }, text: '80', problem: undefined },
  'a port is no word': { asked: { field: 'port' }, text: '1e3', problem: /1 to 65535/ },
  'a port is not 0': { asked: { field: 'port' }, text: '0', problem: /1 to 65535/ },
  'a port is not above 65535': { asked: { field: 'port' }, text: '65536', problem: /1 to 65535/ },
  'a name is a label of DNS': { asked: { field: 'name' }, text: 'Shop', problem: /lower-case/ },
  'an image has the commit in its tag': { asked: { field: 'image' }, text: 'acme/shop:latest', problem: /\{sha\}/ },
  'such an image is one': { asked: { field: 'image' }, text: 'acme/shop:{sha}', problem: undefined },
};

for (const [sentence, { asked, text, problem }] of Object.entries(answers)) {
  test(sentence, () => {
    const found = answerProblem(asked, text);
    if (problem === undefined) assert.equal(found, undefined);
    else assert.match(found ?? '', problem);
  });
}
