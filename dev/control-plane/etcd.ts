import { join } from 'node:path';
import { z } from 'zod';
import type { Daemon } from '#dev/processes/daemon.ts';
import { waitFor } from '#dev/processes/wait.ts';
import { daemonIn, type Place } from './place.ts';

const READY_MS = 60_000;
const REQUEST_MS = 10_000;

export interface EtcdOptions {
  readonly program: string;
  readonly clientPort: number;
  readonly peerPort: number;
}

/** One member of etcd on loopback that does not wait for the disk. */
export class Etcd {
  readonly process: Daemon;
  readonly url: string;

  constructor(place: Place, { program, clientPort, peerPort }: EtcdOptions) {
    this.url = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.process = daemonIn(place, 'etcd', [
      program,
      '--name=etcd',
      `--data-dir=${join(place.directory, 'etcd')}`,
      `--listen-client-urls=${this.url}`,
      `--advertise-client-urls=${this.url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=etcd=${peer}`,
      // A power cut may cost a test cluster its data; waiting for each write to reach the disk would cost every test.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
  }

  async ready(): Promise<void> {
    await waitFor('etcd', READY_MS, async () => {
      this.process.demandRunning();
      return (await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(REQUEST_MS) })).ok;
    });
  }

  /**
   * Drops every older version of every key, and says so as an API server does that compacts, so that the others drop
   * it from their caches too, which they look after every 15 s (k8s.io/apiserver, storage/etcd3/compact.go and
   * storage/cacher/compactor.go). From then on lists that
   * go on from an older page are answered with 410. Watches that go on from before are answered with 410 by an API
   * server that was started since; a running one still has the last events in memory.
   * @returns the revision up to which nothing is left
   */
  async compact(): Promise<string> {
    const revision = await this.#revision();
    await this.#post('/v3/kv/put', { key: base64('compact_rev_key'), value: base64(revision) });
    await this.#post('/v3/kv/compaction', { revision, physical: true });
    return revision;
  }

  async #revision(): Promise<string> {
    const answer = await this.#post('/v3/kv/range', { key: base64('any'), count_only: true });
    return rangeAnswer.parse(answer).header.revision;
  }

  /** The gateway of etcd's API in JSON: etcd.io/docs/v3.6/dev-guide/api_grpc_gateway. */
  async #post(path: string, body: object): Promise<unknown> {
    const signal = AbortSignal.timeout(REQUEST_MS);
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', body: JSON.stringify(body), signal });
    if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Numbers of 64 bits are texts in JSON. */
const rangeAnswer = z.object({ header: z.object({ revision: z.string() }) });
