import type { Random } from '#lib/random.ts';
import type { Kind } from '#model/kinds.ts';

/** One write of one manager. An update puts `object` in the place of what is there. */
export interface Step {
  readonly verb: 'apply' | 'update';
  readonly manager: string;
  readonly force: boolean;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface History {
  readonly kind: Served;
  readonly steps: readonly Step[];
}

const served = [
  'Deployment',
  'Pod',
  'Service',
  'Namespace',
  'EndpointSlice',
  'Lease',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'Secret',
] as const;
/** The kinds of Kubernetes' own. */
type Served = Extract<Kind, (typeof served)[number]>;
type Fields = Readonly<Record<string, unknown>>;
type Make = () => unknown;

/** Random writes of objects whose parts come and go, from the fields that have merge types of their own. */
export class Histories {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): History {
    const kind = this.#pick(served);
    const count = 2 + Math.floor(this.#random() * 4);
    return { kind, steps: Array.from({ length: count }, () => this.#step(this.#kinds[kind])) };
  }

  #step(make: () => Fields): Step {
    return {
      verb: this.#chance(0.75) ? 'apply' : 'update',
      manager: this.#pick(['a', 'b', 'c']),
      force: this.#chance(0.8),
      object: make(),
    };
  }

  readonly #kinds: Readonly<Record<Served, () => Fields>> = {
    Deployment: () => this.#fields({ metadata: this.#metadata, spec: this.#deployment, status: this.#status }),
    Pod: () => this.#fields({ metadata: this.#metadata, spec: this.#podSpec, status: this.#status }),
    Service: () => this.#fields({ metadata: this.#metadata, spec: this.#service }),
    Namespace: () => this.#fields({ metadata: this.#metadata, status: this.#status }),
    EndpointSlice: () =>
      this.#fields({
        metadata: this.#metadata,
        endpoints: () => this.#some(['1', '2']).map((address) => ({ addresses: [address] })),
      }),
    Lease: () => this.#fields({ metadata: this.#metadata, spec: () => this.#fields({ holderIdentity: this.#word }) }),
    ResourceQuota: () =>
      this.#fields({
        metadata: this.#metadata,
        spec: () => this.#fields({ hard: this.#words }),
        status: () => this.#fields({ hard: this.#words, used: this.#words }),
      }),
    LimitRange: () =>
      this.#fields({
        metadata: this.#metadata,
        spec: () => ({ limits: this.#some(['Pod', 'Container']).map((type) => ({ type, max: this.#words() })) }),
      }),
    NetworkPolicy: () => this.#fields({ metadata: this.#metadata, spec: this.#policy }),
    Secret: () => this.#fields({ metadata: this.#metadata, data: this.#words, type: this.#word }),
  };

  readonly #metadata = () =>
    this.#fields({
      labels: this.#words,
      annotations: this.#words,
      finalizers: () => this.#some(['a.b/1', 'a.b/2', 'a.b/3']),
      ownerReferences: () => this.#some(['u1', 'u2']).map((uid) => ({ uid, name: this.#word() })),
    });

  readonly #deployment = () =>
    this.#fields({
      selector: () => ({ matchLabels: this.#words() }),
      strategy: () => this.#fields({ type: this.#word, rollingUpdate: () => this.#fields({ maxSurge: this.#word }) }),
      template: () => this.#fields({ metadata: this.#metadata, spec: this.#podSpec }),
    });

  readonly #service = () =>
    this.#fields({
      selector: this.#words,
      ports: () => this.#some([80, 81, 82]).map((port) => ({ port, ...this.#fields({ name: this.#word }) })),
    });

  readonly #policy = () =>
    this.#fields({
      podSelector: () => ({ matchLabels: this.#words() }),
      policyTypes: () => this.#some(['Ingress', 'Egress']),
      egress: () => this.#some([53, 80]).map((port) => ({ ports: [{ port }] })),
    });

  readonly #podSpec = () =>
    this.#fields({
      containers: this.#containers,
      initContainers: this.#containers,
      tolerations: () => this.#some(['a', 'b']).map((key) => ({ key })),
      nodeSelector: this.#words,
      imagePullSecrets: () => this.#some(['s', 't']).map((name) => ({ name })),
      volumes: () => this.#some(['v', 'w']).map((name) => ({ name, ...this.#fields({ emptyDir: this.#medium }) })),
    });

  readonly #containers = () =>
    this.#some(['web', 'side', 'log']).map((name) => ({
      name,
      ...this.#fields({
        image: this.#word,
        command: () => this.#some(['x', 'y']),
        env: () =>
          this.#some(['A', 'B', 'C']).map((variable) => ({ name: variable, ...this.#fields({ value: this.#word }) })),
        ports: () =>
          this.#some([80, 81]).map((containerPort) => ({ containerPort, ...this.#fields({ name: this.#word }) })),
        resources: () => this.#fields({ limits: this.#words, requests: this.#words }),
        lifecycle: () =>
          this.#fields({ preStop: () => this.#fields({ sleep: () => ({ seconds: Number(this.#word()) }) }) }),
        readinessProbe: () => this.#fields({ httpGet: () => this.#fields({ path: this.#word }) }),
        volumeMounts: () => this.#some(['/a', '/b']).map((mountPath) => ({ mountPath, name: this.#word() })),
      }),
    }));

  readonly #medium = () => this.#fields({ medium: this.#word });
  readonly #status = () =>
    this.#fields({ conditions: () => this.#some(['Ready', 'Other']).map((type) => ({ type, status: this.#word() })) });
  readonly #word = () => this.#pick(['1', '2']);
  readonly #words = () => Object.fromEntries(this.#some(['x', 'y', 'z.io/w']).map((name) => [name, this.#word()]));

  #fields(makers: Readonly<Record<string, Make>>): Fields {
    const chosen = Object.entries(makers).filter(() => this.#chance(0.55));
    return Object.fromEntries(chosen.map(([name, make]) => [name, make()]));
  }

  /** Some of these, in any order. */
  #some<Item>(items: readonly Item[]): readonly Item[] {
    const shuffled = items
      .map((item) => ({ item, place: this.#random() }))
      .toSorted((one, two) => one.place - two.place);
    return shuffled.map(({ item }) => item).filter(() => this.#chance(0.5));
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }
}
