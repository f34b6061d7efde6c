import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { frontPage } from './shop.js';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const { name, version } = read('package.json');
const catalogue = read('catalogue.json');

const answers = {
  '/': ['text/html; charset=utf-8', frontPage(catalogue)],
  '/healthz': ['text/plain', 'ok\n'],
  '/api/version': ['application/json', JSON.stringify({ name, version, greeting: catalogue.greeting })],
};

const server = createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (!server.listening) response.setHeader('connection', 'close');
  if (!Object.hasOwn(answers, path)) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('no such page\n');
    return;
  }
  const [type, body] = answers[path];
  response.writeHead(200, { 'content-type': type }).end(body);
});

const { PORT = 3000, HOST } = process.env;
server.listen(PORT, HOST, () => console.log(`the shop is open on port ${server.address().port}`));

// Finishes what was asked, takes nothing new, and ends.
process.once('SIGTERM', () => {
  console.log('the shop is closing');
  server.close();
});
