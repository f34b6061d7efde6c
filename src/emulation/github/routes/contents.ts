import { commitAt } from '#emulation/github/find.ts';
import { notFound, Refusal } from '#emulation/github/refusal.ts';
import { own } from '#emulation/github/repository.ts';
import { repositoryPage, repositoryUrl } from '#emulation/github/views/repository.ts';
import { reading, textIn, type RepositoryCall } from './access.ts';
import { ok } from './route.ts';

/** Up to here the content is in the answer ("Get repository content"). */
const LARGEST_BYTES = 1024 * 1024;
const LINE = 60;

/** One file. Directories, links and submodules are not played: they are not found. */
export const getContents = reading('contents=read', (call) => {
  const { repository, query, supplied } = call;
  const path = textIn(call, 'path').replace(/^\/+|\/+$/g, '');
  const ref = own(query, 'ref') ?? repository.defaultBranch;
  const commit = commitAt(repository, ref);
  if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const { file } = supplied;
  if (!file || file.sha !== commit.sha || file.path !== path) {
    return { wanted: { kind: 'file', repositoryId: repository.id, sha: commit.sha, path } };
  }
  if (file.text === undefined) throw notFound();
  return ok(fileView(call, path, ref, file.text));
});

/** GitHub's `content-file`. Its `sha` is not git's. */
function fileView({ state, repository }: RepositoryCall, path: string, ref: string, text: string) {
  const bytes = new TextEncoder().encode(text);
  const sha = fingerprint(bytes);
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const at = encodeURIComponent(ref);
  const url = `${repositoryUrl(state, repository)}/contents/${encoded}?ref=${at}`;
  const git = `${repositoryUrl(state, repository)}/git/blobs/${sha}`;
  const html = `${repositoryPage(state, repository)}/blob/${at}/${encoded}`;
  const small = bytes.length <= LARGEST_BYTES;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha,
    size: bytes.length,
    url,
    html_url: html,
    git_url: git,
    download_url: `${repositoryPage(state, repository)}/raw/${at}/${encoded}`,
    type: 'file',
    content: small ? base64InLines(bytes) : '',
    encoding: small ? 'base64' : 'none',
    _links: { self: url, git, html },
  };
}

function base64InLines(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
  return text.replaceAll(new RegExp(`.{1,${LINE}}`, 'g'), '$&\n');
}

/** 40 hexadecimal digits (FNV-1a, five times over): equal files have equal ones, which is all that is promised. */
function fingerprint(bytes: Uint8Array): string {
  const words = [1, 2, 3, 4, 5].map((seed) => bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), seed));
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
