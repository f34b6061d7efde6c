import { after, before, describe } from 'node:test';
import { deletionContract } from './deletion.contract.ts';
import { forceContract } from './force.contract.ts';
import { namespaceContract, namespaceControllerContract } from './namespace.contract.ts';
import type { Objects } from './objects.ts';
import { ownershipContract } from './ownership.contract.ts';
import { namespace } from './samples.contract.ts';
import { refusalContract } from './refusal.contract.ts';
import { statusContract } from './status.contract.ts';
import { watchContract } from './watch.contract.ts';
import { writeContract } from './write.contract.ts';

/** A server to hold against the contract. */
export interface ObjectsUnderTest {
  readonly objects: Objects;
  /** Makes the server forget every change up to now (compaction); left out where that cannot be done. */
  forget?(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** False for an API server without kube-controller-manager: nothing then ends a namespace. */
  readonly namespacesEnd?: boolean;
}

/** What a case gets: the server, and names that nobody else uses. */
export interface Bench {
  readonly objects: Objects;
  readonly forget: (() => Promise<void>) | undefined;
  /** A namespace of this run that exists. */
  readonly namespace: string;
  /** A new name, fit for a namespace and for a preview, too. */
  readonly fresh: () => string;
}

export type UseBench = () => Bench;

/** Registers the cases that every implementation of the objects port has to pass. */
export function objectsContract(
  name: string,
  makeObjects: () => Promise<ObjectsUnderTest>,
  { namespacesEnd = true }: ContractOptions = {},
): void {
  describe(`objects: ${name}`, () => {
    const run = Math.random().toString(36).slice(2, 8);
    let count = 0;
    let made: ObjectsUnderTest | undefined;
    let bench: Bench | undefined;
    const fresh = () => `contract-${run}-pr-${(count += 1)}`;

    before(async () => {
      made = await makeObjects();
      const { objects } = made;
      bench = { objects, forget: made.forget?.bind(made), namespace: fresh(), fresh };
      await objects.apply('Namespace', namespace(bench.namespace), { fieldManager: 'contract' });
    });
    after(async () => {
      if (made && bench) await sweep(made.objects, bench.namespace);
      await made?.close();
    });

    const use = () => {
      if (!bench) throw new Error('the server under test is not up');
      return bench;
    };
    writeContract(use);
    refusalContract(use);
    statusContract(use);
    ownershipContract(use);
    forceContract(use);
    deletionContract(use);
    namespaceContract(use);
    if (namespacesEnd) namespaceControllerContract(use);
    watchContract(use);
  });
}

/** Leaves a lasting server as it was found. */
async function sweep(objects: Objects, name: string): Promise<void> {
  const found = await objects.get('Namespace', { name });
  if (found) await objects.delete('Namespace', { name }, { ifUid: found.metadata.uid });
}
