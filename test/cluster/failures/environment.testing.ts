import { strict as assert } from 'node:assert';
import { fingerprintOf } from '#features/report/fingerprint.ts';
import { conditionOf } from '#model/conditions.ts';
import type { Attempt, Environment, EnvironmentSpec } from '#model/environment.ts';
import type { Workload } from '#model/application-file.ts';
import type { EnvironmentName, ImageDigest } from '#model/ids.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import { placeOf } from '#model/record.ts';
import type { ObjectReader } from '#ports/objects/objects.ts';
import type { Condition, Stored } from '#model/kubernetes/meta.ts';
import type { DeliverPorts } from '#features/deliver/ports.ts';
import { openRecord } from '#features/deliver/record/apply.ts';
import { gatherRecords } from '#features/deliver/record/gather.ts';
import { planRecord } from '#features/deliver/record/plan.ts';
import { writeEnvironment } from '#features/deliver/write.ts';
import { waitFor } from '#dev/processes/wait.ts';
import type { ServiceImage } from './images.testing.ts';

/** What differs between the cases. */
export interface Shall extends Partial<Pick<Workload, 'command' | 'resources'>> {
  readonly image: ServiceImage;
  readonly isolation?: EnvironmentSpec['isolation'];
}

const WITHIN_MS = 100_000;
const PORT = 3000;

/** An environment whose spec the test writes, as `deliver` would. */
export class TestEnvironment {
  readonly name: EnvironmentName;
  readonly #ports: DeliverPorts;
  readonly #reader: ObjectReader;
  readonly #spec: EnvironmentSpec;
  #deploymentId: number | undefined;

  constructor(ports: DeliverPorts, reader: ObjectReader, name: EnvironmentName, spec: EnvironmentSpec) {
    this.name = name;
    this.#ports = ports;
    this.#reader = reader;
    this.#spec = spec;
  }

  get application() {
    return this.#spec.application;
  }

  get head() {
    return (this.#spec.pullRequest ?? this.#spec.stage).head;
  }

  /** Opens the next attempt. */
  async run({ image: { image, digest }, isolation, ...workload }: Shall): Promise<void> {
    const service = { port: PORT, health: '/' };
    const revision = {
      sha: this.head,
      image,
      digest,
      deploymentId: (this.#deploymentId = await this.#record(digest)),
      workload: { env: {}, service, ...workload },
    };
    const spec = { ...this.#spec, revision, ...(isolation && { isolation }) };
    // Whoever writes the status may come between.
    await waitFor(`the spec of ${this.name}`, WITHIN_MS, async () => {
      await writeEnvironment(this.#ports, this.name, spec, await this.read());
      return true;
    });
  }

  /** @returns the id of the GitHub deployment that opens an attempt */
  async #record(digest: ImageDigest): Promise<number> {
    const { deployments } = this.#ports.github;
    const { repository, application } = this.#spec;
    const key = { repository, application, place: placeOf(this.#spec) };
    const records = await gatherRecords(deployments, key, undefined);
    const act = { act: 'deploy', sha: this.head, digest, by: 'mona', why: 'somebody pushed' } as const;
    return (await openRecord(deployments, key, planRecord(key, records, act))).record.id;
  }

  read(): Promise<Stored<Environment> | undefined> {
    return this.#ports.objects.get('Environment', { name: this.name, namespace: HOME_NAMESPACE });
  }

  /** Waits until it shows something. */
  async shows(what: string, holds: (environment: Environment) => boolean, withinMs = WITHIN_MS): Promise<Environment> {
    let found: Environment | undefined;
    await waitFor(`${this.name}: ${what}`, withinMs, async () => {
      found = await this.#reader.get('Environment', { name: this.name, namespace: HOME_NAMESPACE });
      if (found && holds(found)) return true;
      throw new Error(JSON.stringify(found?.status));
    });
    return found ?? assert.fail();
  }

  /** Waits for the verdict of the present attempt. */
  async verdict(withinMs?: number): Promise<Attempt> {
    const found = await this.shows('a verdict', (one) => this.#attempt(one)?.outcome !== undefined, withinMs);
    return this.#attempt(found) ?? assert.fail();
  }

  #attempt({ status }: Environment): Attempt | undefined {
    return status?.attempts?.find(({ deploymentId }) => deploymentId === this.#deploymentId);
  }

  /** Waits for a reason to be given for what goes on. */
  async progress(reason: string, withinMs?: number): Promise<Condition> {
    const found = await this.shows(reason, (one) => progressOf(one)?.reason === reason, withinMs);
    return progressOf(found) ?? assert.fail();
  }

  /** Waits until GitHub shows what it shows. */
  async reported(): Promise<void> {
    await this.shows('that GitHub was told', (one) => one.status?.reported?.fingerprint === fingerprintOf(one));
  }

  async available(): Promise<void> {
    const { outcome, reason, message } = await this.verdict();
    assert.deepEqual({ outcome, reason }, { outcome: 'succeeded', reason: 'Available' }, message);
  }
}

const progressOf = ({ status }: Environment) => conditionOf(status?.conditions, 'Progressing');
