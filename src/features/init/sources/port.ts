/** Whether a number can be a TCP port that something listens on. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;
