import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { readYaml } from '#features/init/sources/yaml.ts';
import { jobChecksOf } from './check-names.ts';
import { pushedImageOf } from './pushed-image.ts';
import { coverageOf } from './when.ts';
import { parseWorkflow } from './workflow.ts';

function workflowOf(text: string) {
  const yaml = readYaml(text);
  return (yaml.ok && parseWorkflow(yaml.file)) || assert.fail('no workflow');
}

const triggers: Record<string, ReturnType<typeof coverageOf>> = {
  push: 'all commits',
  '[push, pull_request]': 'all commits',
  '{push: , pull_request: }': 'all commits',
  '{push: {branches: [main]}, pull_request: }': 'all commits',
  '{push: {branches: ["**"]}}': 'all commits',
  '{pull_request: {branches: [main]}, push: {branches: [main], tags: [v1]}}': 'all commits',
  pull_request: 'pull requests only',
  '{pull_request: {types: [opened, synchronize]}}': 'pull requests only',
  '{pull_request: , push: {tags: ["v*"]}}': 'pull requests only',
  '{pull_request: , push: {paths: [src]}}': 'pull requests only',
  '{push: {branches: [main]}}': 'not every pull request',
  '{push: {branches-ignore: [wip]}}': 'not every pull request',
  '{push: {tags: ["v*"]}}': 'not every pull request',
  '{push: {paths: [src]}}': 'not every pull request',
  '{pull_request: {paths-ignore: [docs]}}': 'not every pull request',
  '{pull_request: {types: [labeled]}}': 'not every pull request',
  '[workflow_dispatch, schedule, pull_request_target]': 'not every pull request',
};
for (const [on, coverage] of Object.entries(triggers)) {
  test(`on: ${on} covers ${coverage}`, () => assert.equal(coverageOf(workflowOf(`on: ${on}\njobs: {}\n`)), coverage));
}

const jobs: Record<string, { job: string; names: readonly string[] | RegExp }> = {
  'a job is called by its id': { job: '{steps: []}', names: ['test'] },
  'or by its name': { job: '{name: Unit tests}', names: ['Unit tests'] },
  'an empty name is none': { job: '{name: ""}', names: ['test'] },
  'a matrix adds its values, the last key fastest': {
    job: '{strategy: {matrix: {node: [22, 24], os: [linux, mac]}}}',
    names: ['test (22, linux)', 'test (22, mac)', 'test (24, linux)', 'test (24, mac)'],
  },
  'a name that uses the matrix stays as it is': {
    job: '{name: "Node ${{ matrix.node }} on ${{matrix.os}}", strategy: {matrix: {node: [22], os: [linux]}}}',
    names: ['Node 22 on linux'],
  },
  'a matrix with more than lists is not told': {
    job: '{strategy: {matrix: {node: [22], include: [{node: 24}]}}}',
    names: /matrix/,
  },
  'a matrix that is an expression is not told': { job: '{strategy: {matrix: "${{ fromJSON(x) }}"}}', names: /matrix/ },
  'a value that is an expression is not told': { job: '{strategy: {matrix: {a: ["${{ x }}"]}}}', names: /matrix/ },
  'a matrix of more than anybody names is not told': {
    job: `{strategy: {matrix: {a: [${Array.from({ length: 33 }, (_, index) => index).join(', ')}]}}}`,
    names: /too many/,
  },
  'a name with another expression is not told': { job: '{name: "Test ${{ github.ref }}"}', names: /expression/ },
  'a job that may be skipped is not named': { job: "{if: github.ref == 'refs/heads/main'}", names: /condition/ },
  'a job that deploys is not named': { job: '{environment: {name: production}}', names: /deploys/ },
  'a job that calls a workflow is not named': { job: '{uses: ./.github/workflows/x.yml}', names: /another workflow/ },
  'checks of our own are never named': { job: '{name: dungeonmaster/preview}', names: [] },
};
for (const [sentence, { job, names }] of Object.entries(jobs)) {
  test(sentence, () => {
    const [told] = jobChecksOf(workflowOf(`on: push\njobs:\n  test: ${job}\n`));
    assert.equal(told?.line, 3);
    if (names instanceof RegExp) assert.match(told && 'why' in told ? told.why : '', names);
    else assert.deepEqual(told && 'names' in told ? told.names : told, names);
  });
}

const NOTHING_IS_PUSHED = 'nothing is pushed';
const images: Record<string, { lines: readonly string[]; template: string | undefined }> = {
  'the action with a name of the whole commit': {
    lines: ['- {uses: docker/build-push-action@v6, with: {push: true, tags: "ghcr.io/acme/shop:${{ github.sha }}"}}'],
    template: 'ghcr.io/acme/shop:{sha}',
  },
  'the first of several tags that has the commit': {
    lines: [
      '- uses: docker/build-push-action@v6',
      '  with:',
      '    tags: |',
      '      ghcr.io/acme/shop:latest',
      '      registry.example.com:5000/acme/shop:v-${{github.sha}}',
    ],
    template: 'registry.example.com:5000/acme/shop:v-{sha}',
  },
  'a shell with variables of the workflow': {
    lines: ['- run: docker push $REGISTRY/shop:$GITHUB_SHA'],
    template: '1.dkr.ecr.sa-east-1.amazonaws.com/shop:{sha}',
  },
  'a variable that is made of the commit': {
    lines: ['- run: docker push "$REGISTRY/shop:${TAG}"', '  env: {TAG: "git-${{ github.sha }}"}'],
    template: '1.dkr.ecr.sa-east-1.amazonaws.com/shop:git-{sha}',
  },
  'buildx pushes too': {
    lines: ['- run: docker buildx build --push -t acme/shop:${{ github.sha }} .'],
    template: 'acme/shop:{sha}',
  },
  'a name that only the run knows is not guessed': {
    lines: ['- run: docker push ${{ steps.login.outputs.registry }}/shop:${{ github.sha }}'],
    template: undefined,
  },
  'a tag without the commit is no template': {
    lines: ['- run: docker push ghcr.io/acme/shop:latest'],
    template: undefined,
  },
  'a short commit is no template': {
    lines: ['- run: docker push ghcr.io/acme/shop:${GITHUB_SHA::7}'],
    template: undefined,
  },
  'a build that is not pushed': {
    lines: ['- {uses: docker/build-push-action@v6, with: {push: false, tags: "ghcr.io/acme/shop:${{ github.sha }}"}}'],
    template: NOTHING_IS_PUSHED,
  },
  'no build': { lines: ['- run: echo ghcr.io/acme/shop:$GITHUB_SHA'], template: NOTHING_IS_PUSHED },
};
for (const [sentence, { lines, template }] of Object.entries(images)) {
  test(`image: ${sentence}`, () => {
    const head = ['on: push', 'env: {REGISTRY: 1.dkr.ecr.sa-east-1.amazonaws.com}', 'jobs:', '  image:', '    steps:'];
    const image = pushedImageOf(workflowOf([...head, ...lines.map((line) => `      ${line}`)].join('\n')));
    if (template === NOTHING_IS_PUSHED) assert.equal(image, undefined);
    else assert.deepEqual([image?.template, image?.line], [template, 4]);
  });
}

for (const text of ['', '- a', 'on: push', 'jobs: {}', 'on: push\njobs: [a]', 'on: push\njobs: {a: 5}']) {
  test(`this is no workflow: ${JSON.stringify(text)}`, () => {
    const yaml = readYaml(text);
    assert.equal(yaml.ok ? parseWorkflow(yaml.file) : undefined, undefined);
  });
}
