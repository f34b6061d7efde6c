import { z } from 'zod';
import type { CommitSha } from './ids.ts';

/** An OCI reference (distribution spec: a tag begins with a letter, digit or "_") whose tag holds `{sha}` once. */
const template = /^[a-z0-9]+([._:/-]+[a-z0-9]+)*:([A-Za-z0-9_][A-Za-z0-9_.-]*)?\{sha\}[A-Za-z0-9_.-]*$/;
/** By the same specification. */
const TAG_LENGTH = 128;
const SHA_LENGTH = 40;

export const imageTemplate = z
  .string()
  .max(255)
  .superRefine((text, context) => {
    const problem = imageTemplateProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

function imageTemplateProblem(text: string): string | undefined {
  const unknown = [...text.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name).find((name) => name !== 'sha');
  if (unknown !== undefined) return `knows only {sha}, not {${unknown}}`;
  if (!text.includes('{sha}')) return 'must have {sha} in its tag, so that each commit has an image of its own';
  if (!template.test(text)) return 'must be NAME:TAG with {sha} once, in the tag';
  const tag = text.slice(text.lastIndexOf(':') + 1);
  const length = tag.length - '{sha}'.length + SHA_LENGTH;
  return length > TAG_LENGTH ? `has a tag longer than ${TAG_LENGTH} characters` : undefined;
}

/** The image of a commit: its name, and the tag to look up. */
export function imageOf(text: string, sha: CommitSha): { readonly name: string; readonly tag: string } {
  const colon = text.lastIndexOf(':');
  return { name: text.slice(0, colon), tag: text.slice(colon + 1).replace('{sha}', sha) };
}
