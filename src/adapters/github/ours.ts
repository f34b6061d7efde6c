import { z } from 'zod';

/** Who we are on GitHub: an App, or the owner of a token. */
export type Identity = { readonly appId: number } | { readonly creatorLogin: string };

/** The fields by which GitHub says who made something; the second is `user` on comments. */
export const authorship = {
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
  creator: z.object({ login: z.string() }).nullish(),
  user: z.object({ login: z.string() }).nullish(),
};
const authored = z.object(authorship);

export type IsOurs = (made: z.output<typeof authored>) => boolean;

/** Whether a deployment, a status of one, or a comment was made by us. */
export function isMadeBy(identity: Identity): IsOurs {
  if ('appId' in identity) {
    return (made) => made.performed_via_github_app?.id === identity.appId;
  }
  const login = identity.creatorLogin.toLowerCase();
  return ({ creator, user }) => (creator ?? user)?.login.toLowerCase() === login;
}
