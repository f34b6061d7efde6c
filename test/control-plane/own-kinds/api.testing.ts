import { request } from 'node:https';
import type { ControlPlane } from '#dev/control-plane/control-plane.ts';
import { definitionOf } from '#model/crd/definitions.ts';
import type { OwnKind } from '#model/crd/own-kinds.ts';
import { kinds } from '#model/kinds.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly message?: string };
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The administrator of a control plane, who asks it by hand. */
export class Api {
  readonly #plane: ControlPlane;

  constructor(plane: ControlPlane) {
    this.#plane = plane;
  }

  get(path: string, accept = 'application/json'): Promise<ApiAnswer> {
    return this.#ask('GET', path, { accept });
  }

  post(path: string, body: object): Promise<ApiAnswer> {
    return this.#ask('POST', path, { 'content-type': 'application/json' }, body);
  }

  put(path: string, body: object): Promise<ApiAnswer> {
    return this.#ask('PUT', path, { 'content-type': 'application/json' }, body);
  }

  /** Server-side apply; JSON is YAML. */
  apply(path: string, body: object, fieldManager = 'test'): Promise<ApiAnswer> {
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    return this.#ask('PATCH', `${path}?fieldManager=${fieldManager}&force=true`, headers, body);
  }

  delete(path: string): Promise<ApiAnswer> {
    return this.#ask('DELETE', path, {});
  }

  #ask(method: Method, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<ApiAnswer> {
    const { url, certificateAuthority: ca, adminToken } = this.#plane;
    const all = { authorization: `Bearer ${adminToken}`, ...headers };
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { ca, method, headers: all }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
        answer.once('error', reject);
      });
      asked.once('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}

export const definitionPath = (kind: OwnKind): string =>
  `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definitionOf(kind).metadata.name}`;

export const collectionPath = (kind: OwnKind, namespace: string): string =>
  `/apis/${kinds[kind].apiVersion}/namespaces/${namespace}/${kinds[kind].plural}`;
