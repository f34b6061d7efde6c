import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Stream, type ServerHttp2Stream } from 'node:http2';
import { describe, test, type TestContext } from 'node:test';
import { Body } from './body.ts';

const PIECE = 64 * 1024;
const PIECES = 40;

/** A stream on which a server answers as told. */
async function asked(context: TestContext, answer: (stream: ServerHttp2Stream) => void): Promise<ClientHttp2Stream> {
  const server = createServer().on('stream', answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const session = connect(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  context.after(() => {
    session.destroy();
    server.close();
  });
  return session.request({ ':path': '/' });
}

async function textOf(body: Body): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const broken = (cause?: unknown) => new Error('broken', { cause });

describe('the body of an answer', () => {
  test('is whole for a reader who comes after the stream was closed', async (context) => {
    const stream = await asked(context, (served) => served.end('early'));
    const body = new Body(stream, broken);
    await once(stream, 'close');
    assert.equal(await textOf(body), 'early');
  });

  test('is whole for a reader who comes when the end is there and nobody has read it', async (context) => {
    const stream = await asked(context, (served) => served.end('early'));
    const body = new Body(stream, broken);
    await once(stream, 'response');
    assert.equal(await textOf(body), 'early');
  });

  test('is held back while nobody reads, and comes whole in the end', async (context) => {
    const stream = await asked(context, (served) => served.end('x'.repeat(PIECES * PIECE)));
    const body = new Body(stream, broken);
    await once(stream, 'pause');
    assert.equal((await textOf(body)).length, PIECES * PIECE);
  });

  test('that breaks off is an error after what came', async (context) => {
    const stream = await asked(context, (served) => {
      served.once('error', () => undefined);
      served.write('half', () => served.session?.destroy());
    });
    const reader = new Body(stream, broken)[Symbol.asyncIterator]();
    await assert.rejects(
      async () => {
        for (;;) if ((await reader.next()).done) return;
      },
      { message: 'broken' },
    );
  });

  test('that its reader leaves is cancelled', async (context) => {
    const stream = await asked(context, (served) => void served.write('for ever'));
    for await (const chunk of new Body(stream, broken)) {
      assert.equal(chunk.toString(), 'for ever');
      break;
    }
    await once(stream, 'close');
    assert.equal(stream.rstCode, 8);
  });
});
