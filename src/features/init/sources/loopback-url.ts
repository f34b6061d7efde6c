const loopback =
  /(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(?<port>\d{1,5})?)?(?<path>\/[\w\-.~/%]{0,200})?/;

/** The path that a health check's command asks for on its own machine: `curl -f http://localhost:3000/healthz`. */
export const healthPathIn = (command: string): string | undefined => loopback.exec(command)?.groups?.['path'];
