const secretName = /secret|passw|pwd|token|credential|private|api_?key|access_?key|(^|_)(key|dsn|auth|salt|pass)($|_)/i;
const secretValue =
  /-----BEGIN|:\/\/[^/\s@]*:[^/\s@]+@|^(gh[pousr]_|github_pat_|AKIA|ASIA|sk[-_]|xox[abprs]-|eyJ|glpat-|npm_|SG\.)/;
/** Long, without spaces, of letters and digits mixed: keys look like that, and hardly anything else does. */
const randomLooking = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/_=-]{24,}$/;

/** As far as a name or a value is looked at. */
const BEGINNING = 1000;

/** Whether a variable may hold a secret, by its name or by its value; rather once too often. */
export const looksSecret = (name: string, value: string): boolean =>
  secretName.test(name.slice(0, BEGINNING)) ||
  secretValue.test(value.slice(0, BEGINNING)) ||
  randomLooking.test(value.slice(0, BEGINNING));
