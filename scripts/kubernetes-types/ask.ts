import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { get } from '#dev/control-plane/http.ts';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';

/** What an API server answers to a GET of a path, as JSON. */
export type Ask = (path: string) => Promise<unknown>;

export const fromControlPlane =
  ({ url, certificateAuthority, adminToken: token }: ControlPlane): Ask =>
  async (path) => {
    const { status, body } = await get({ url: `${url}${path}`, certificateAuthority, token });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
    return JSON.parse(body);
  };

/** @param url of a server that asks for no credentials, as `kubectl proxy` is one */
export const fromUrl =
  (url: string): Ask =>
  async (path) => {
    const answer = await fetch(new URL(path, url));
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
    return answer.json();
  };

/** @param directory with files of the names that Kubernetes' repository has them by: `apis__apps__v1_openapi.json` */
export const fromFiles =
  (directory: string): Ask =>
  async (path) => {
    const name = `${path.replace('/openapi/v3/', '').replaceAll('/', '__')}_openapi.json`;
    return JSON.parse(await readFile(join(directory, name), 'utf8'));
  };
