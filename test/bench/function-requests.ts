import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { WEBHOOK_PATH } from '#apps/function/function.ts';

const corpus = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }),
);
const examples = corpus.parse(createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json'));
const opened = examples.find(({ name }) => name === 'pull_request')?.examples.find(({ action }) => action === 'opened');
const example = z.looseObject({ pull_request: z.looseObject({ head: z.looseObject({}) }) }).parse(opened);

const GUID = '00000000-0000-4000-8000-000000000000';

/** GitHub's own example of an opened pull request, with a number and a head of its own. */
function bodyOf(number: number): string {
  const sha = createHash('sha1').update(String(number)).digest('hex');
  const { pull_request: pullRequest } = example;
  const head = { ...pullRequest.head, sha };
  return JSON.stringify({ ...example, number, pull_request: { ...pullRequest, number, head } });
}

/** A whole signed request, whose delivery's id is written over each time that it is sent. */
export class DeliveryRequest {
  readonly #bytes: Buffer;
  readonly #idAt: number;

  constructor(number: number, secret: string) {
    const body = bodyOf(number);
    const head = [
      `POST ${WEBHOOK_PATH} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Accept: */*',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'User-Agent: GitHub-Hookshot/044aadd',
      `X-GitHub-Delivery: ${GUID}`,
      'X-GitHub-Event: pull_request',
      'X-GitHub-Hook-ID: 1',
      'X-GitHub-Hook-Installation-Target-ID: 1',
      'X-GitHub-Hook-Installation-Target-Type: integration',
      `X-Hub-Signature-256: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ];
    this.#bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    this.#idAt = this.#bytes.indexOf(GUID) + GUID.length - 12;
  }

  /** @param delivery not to be used again */
  as(delivery: number): Buffer {
    this.#bytes.write(delivery.toString(16).padStart(12, '0'), this.#idAt, 'latin1');
    return this.#bytes;
  }
}
