/** Docker Compose looks for them in this order. */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'] as const;
/** GNU make looks for them in this order. */
export const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;
export const WORKFLOWS = '.github/workflows';
