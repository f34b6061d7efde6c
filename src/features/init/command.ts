/** A command line for a shell, or the words themselves. */
export type Command = string | readonly string[];
