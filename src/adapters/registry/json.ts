/** The JSON in a body, or undefined when it holds none. What JSON.parse throws would quote the body. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
