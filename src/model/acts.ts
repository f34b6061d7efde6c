/** Everything that a person, or a rule in a person's name, can do to an environment. Each is one record. */
export const acts = [
  'deploy',
  'rollback',
  'redeploy',
  'hold',
  'unhold',
  'freeze',
  'unfreeze',
  'approve',
  'okToTest',
  'extend',
  'delete',
  'confirmDeletion',
  'role',
] as const;

export type Act = (typeof acts)[number];

/** The acts that open an attempt: they start a commit and end in a verdict. */
export const opensAttempt = (act: Act): boolean => act === 'deploy' || act === 'redeploy' || act === 'rollback';
