/** The lines of a stream of bytes, without their ends. @param onBytes called for each piece that comes */
export async function* linesOf(body: AsyncIterable<Buffer>, onBytes: () => void): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  for await (const chunk of body) {
    onBytes();
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      pieces.push(chunk.subarray(from, at));
      const line = Buffer.concat(pieces).toString('utf8');
      pieces = [];
      from = at + 1;
      if (line !== '') yield line;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  const rest = Buffer.concat(pieces).toString('utf8');
  if (rest !== '') yield rest;
}
