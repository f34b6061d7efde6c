import type { ApplicationName, StageName } from '#model/ids.ts';
import type { Command } from './command.ts';
import type { Found, Source, SourceProblem } from './source.ts';

/** What can be asked; each is the name of an answer. */
export type QuestionField = 'name' | 'service' | 'workspace' | 'port' | 'build' | 'test' | 'command' | 'image';

/** What the files leave open. */
export interface Question {
  readonly field: QuestionField;
  readonly text: string;
  /** Why it is asked. */
  readonly why: string;
  /** A usual answer; never taken unasked. */
  readonly suggestion?: string;
  /** The only answers that count; left out where any text may do. */
  readonly choices?: readonly string[];
}

/** By field. An empty text leaves the field out for good, and it is not asked again. */
export type Answers = Readonly<Partial<Record<QuestionField, string>>>;

/** Something that was seen and is not in the file. */
export interface Note {
  readonly about: Source;
  readonly message: string;
}

/** A first `dungeonmaster.yaml`: each value with where it comes from, and what is open. */
export interface Draft {
  readonly name: Found<ApplicationName>;
  readonly image?: Found<string>;
  readonly build?: Found<string>;
  readonly test?: Found<string>;
  /** `implied`: local mode starts it so by itself, and an image by its own command; it is not written. */
  readonly command?: Found<Command> & { readonly implied: boolean };
  readonly env: readonly (Found<string> & { readonly name: string })[];
  /** The variables that were seen and not taken: what looks like a secret, what comes from elsewhere. */
  readonly envLeftOut: readonly Note[];
  readonly port: Found<number>;
  readonly health: Found<string>;
  /** The check runs that GitHub will have; empty: none could be told, and the field is left out. */
  readonly checks: readonly Found<string>[];
  readonly stages: Found<readonly StageName[]>;
  readonly questions: readonly Question[];
  readonly notes: readonly Note[];
  readonly problems: readonly SourceProblem[];
}
