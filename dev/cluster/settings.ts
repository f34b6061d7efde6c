import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ControlPlanePorts } from '#dev/control-plane/parts.ts';
import { freePorts } from '#dev/control-plane/ports.ts';
import { settle } from '#dev/processes/settle.ts';
import { API_SERVER_PORT } from './plan.ts';

/** What a cluster has to remember to be started again as it was. */
export interface Settings {
  readonly nodes: number;
  readonly ports: ControlPlanePorts;
}

const port = z.int().min(1).max(65_535);
const schema = z.object({
  nodes: z.int().min(1),
  ports: z.object({
    etcdClient: port,
    etcdPeer: port,
    apiServer: port,
    controllerManager: port,
    scheduler: port,
  }),
});

const fileIn = (directory: string): string => join(directory, 'cluster.json');

/** Undefined where there is no cluster. */
export async function readSettings(directory: string): Promise<Settings | undefined> {
  const text = await readFile(fileIn(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

export async function newSettings(directory: string, nodes: number): Promise<Settings> {
  const [etcdClient = 0, etcdPeer = 0, controllerManager = 0, scheduler = 0] = await freePorts(4);
  const ports = { etcdClient, etcdPeer, apiServer: API_SERVER_PORT, controllerManager, scheduler };
  await settle(fileIn(directory), `${JSON.stringify({ nodes, ports }, undefined, 2)}\n`);
  return { nodes, ports };
}
