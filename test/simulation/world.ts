import { createLocalObjects } from '#adapters/local/objects/objects.ts';
import { startController } from '#apps/controller/create.ts';
import type { Delivery } from '#emulation/github/state.ts';
import { seededRandom } from '#lib/random.ts';
import { GROUP_VERSION } from '#model/environment.ts';
import { HOME_NAMESPACE } from '#model/kinds.ts';
import type { Objects } from '#ports/objects/objects.ts';
import { startCluster } from './cluster.ts';
import { Commits } from './commits.ts';
import { Dice } from './dice.ts';
import { startFunction } from './function-process.ts';
import { Evidence } from './laws/evidence.ts';
import { holderOf } from './laws/one-leader.ts';
import { Hub } from './hub.ts';
import { createMail } from './mail.ts';
import { Network } from './network.ts';
import { Outcomes } from './outcomes.ts';
import { portsOf, type Outside } from './ports.ts';
import { Process } from './process.ts';
import { Scheduler } from './scheduler.ts';
import { ENDED, Trace } from './trace.ts';
import { Connections } from './watches.ts';
import { Weather } from './weather.ts';
import { standFor } from './candidates.ts';
import { listsOnly } from './lists-only.ts';

const BEGINNING = Date.UTC(2026, 0, 5, 9);
/** How often our controller compares everything with GitHub. */
const RESYNC_MS = 180_000;

/** How the histories of one seed differ from those of another in kind. */
export interface Setting {
  /** The names of the applications that live in the one repository. */
  readonly applications: readonly string[];
  readonly checks: readonly string[];
  /** Whether the file names the checks, or GitHub requires them. */
  readonly namedBy: 'file' | 'github';
  /** Whether the API server can begin a watch with everything there is. */
  readonly streams: boolean;
}

/** One of our controllers. */
export interface Candidate {
  readonly process: Process;
  readonly leads: () => boolean;
  /** Stops it as Kubernetes stops a pod: what runs ends, and the lead is left to others. */
  readonly stop: () => void;
}

function settingOf(dice: Dice): Setting {
  return {
    applications: dice.chance(0.3) ? ['shop', 'basket'] : ['shop'],
    checks: dice.chance(0.3) ? ['test', 'lint'] : ['test'],
    namedBy: dice.chance(0.3) ? 'github' : 'file',
    streams: dice.chance(0.7),
  };
}

/** One history's whole world: GitHub, Kubernetes, the network between, and our processes. */
export class World {
  readonly seed: number;
  readonly dice: Dice;
  readonly setting: Setting;
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly trace = new Trace();
  readonly commits: Commits;
  readonly hub: Hub;
  readonly server: Objects;
  readonly connections: Connections;
  /** Users, checks and deliveries: what goes on whatever becomes of our processes. */
  readonly others = new Process('others');
  /** How the deliveries of our controllers ended. */
  readonly outcomes = new Outcomes();
  readonly #outside: Outside;
  readonly #counts = { pass: 0, process: 0 };
  readonly #controllers: Candidate[] = [];
  #function: { readonly process: Process; readonly receive: (delivery: Delivery) => void } | undefined;

  constructor(seed: number) {
    this.seed = seed;
    const random = seededRandom(seed);
    this.dice = new Dice(random);
    this.setting = settingOf(this.dice);
    this.scheduler = new Scheduler(random, BEGINNING);
    this.weather = new Weather(this.dice);
    const { applications, checks, namedBy } = this.setting;
    this.commits = new Commits(random, applications, namedBy === 'file' ? checks : undefined);
    const receive = (delivery: Delivery) => this.#receive(delivery);
    const { scheduler, weather, dice, trace, others, commits } = this;
    const send = createMail({ scheduler, weather, dice, trace, receive }, others);
    this.hub = new Hub({ clock: scheduler, commits, moments: trace.moments, send });
    this.server = createLocalObjects({ clock: scheduler, random });
    this.connections = new Connections(scheduler, weather);
    this.#outside = {
      scheduler,
      weather,
      commits,
      hub: this.hub,
      server: this.setting.streams ? this.server : listsOnly(this.server),
      connections: this.connections,
      network: new Network(scheduler, weather, trace),
      podLogs: startCluster(scheduler, this.server, commits).podLogs,
      nextPass: () => (this.#counts.pass += 1),
    };
  }

  /** The applications are registered, as `dm app add` would. */
  async register(): Promise<void> {
    const repository = this.hub.ref;
    for (const { name, path } of this.commits.services) {
      const metadata = { name, namespace: HOME_NAMESPACE };
      const application = {
        apiVersion: GROUP_VERSION,
        kind: 'Application',
        metadata,
        spec: { repository, path },
      } as const;
      await this.server.apply('Application', application, { fieldManager: 'user' });
    }
  }

  /** What the laws are checked on. */
  get evidence(): Evidence {
    return new Evidence(this.trace, this.commits, this.setting.checks);
  }

  /** Those that run or are frozen; the one that leads comes first. */
  get controllers(): readonly Candidate[] {
    const alive = this.#controllers.filter(({ process }) => process.isAlive);
    return alive.toSorted((left, right) => Number(right.leads()) - Number(left.leads()));
  }

  get function(): Process | undefined {
    return this.#function?.process;
  }

  /** A new controller with an empty memory; those before are left alone. */
  startController(): void {
    const process = this.#newProcess('controller');
    const config = {
      urlOf: (name: string) => `https://${name}.previews.test`,
      redact: (text: string) => text,
      resyncMs: RESYNC_MS,
      reportingInstance: process.name,
    };
    const stand = standFor(this.scheduler, this.weather, process);
    const ports = portsOf(this.#outside, process, { log: this.outcomes.log, stand });
    const controller = startController(ports, config);
    const stop = () => void controller.then((started) => started.stop());
    this.#controllers.push({ process, stop, leads: () => holderOf(this.trace.entries) === process.name });
  }

  startFunction(): void {
    const process = this.#newProcess('function');
    const ports = portsOf(this.#outside, process);
    const receive = startFunction({ ...ports, github: ports.github.push }, () =>
      this.weather.meet('failed delivery', undefined),
    );
    this.#function = { process, receive };
  }

  #newProcess(kind: string): Process {
    const name = `${kind}-${(this.#counts.process += 1)}`;
    const note = (what: string) => this.trace.add({ kind: 'process', at: this.scheduler.now(), name, what });
    note('started');
    return new Process(name, () => note(ENDED));
  }

  #receive(delivery: Delivery): boolean {
    if (!this.#function?.process.isAlive) return false;
    const { process, receive } = this.#function;
    this.scheduler.after(0, process, () => receive(delivery));
    return true;
  }
}
