/** Marks everything that we made; an object without it is somebody else's. */
export const ENVIRONMENT_LABEL = 'dungeonmaster.dev/environment';
/** On a pod: the GitHub deployment (record) that started it. */
export const RECORD_LABEL = 'dungeonmaster.dev/record';
/** On a pod: the commit it runs. */
export const COMMIT_ANNOTATION = 'dungeonmaster.dev/commit';
export const DIGEST_ANNOTATION = 'dungeonmaster.dev/digest';

export const CONTAINER_NAME = 'service';
export const PORT_NAME = 'http';
