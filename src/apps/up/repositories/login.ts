/** GitHub's rule for logins: letters, digits and single "-", at most 39. */
export const loginOf = (user: string): string =>
  user
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 39) || 'developer';
