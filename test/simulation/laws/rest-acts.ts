import { isConcluded, type ActRequest } from '#model/act-request.ts';
import type { AtRest } from './rest.ts';

/** Whoever asked for something was told what came of it. */
export const acts = ({ requests }: AtRest): readonly string[] =>
  requests.filter((request) => !isConcluded(request)).map(unanswered);

const unanswered = ({ metadata, spec, status }: ActRequest): string =>
  `${metadata.name}: ${spec.act} ${spec.environment} is ${status?.outcome?.kind ?? 'open'} for ever`;
