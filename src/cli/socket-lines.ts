import type { Socket } from 'node:net';
import { UsageError } from './command.ts';

/** What a running node sends to the command line: first that it is ready, then output, then the exit code. */
export type FromNode =
  | { readonly ready: true }
  | { readonly stdout: string }
  | { readonly stderr: string }
  | { readonly exit: number };

/** Send one value as one line; to a socket that is gone, nothing. */
export function sendLine(socket: Socket, value: FromNode | { argv: readonly string[]; stdin: string }): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/**
 * The lines of a socket as parsed JSON. Leaving the loop leaves the socket open.
 * @throws UsageError if a line is longer than `mostBytes` or is not JSON
 */
export async function* readLines(
  socket: Socket,
  mostBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<unknown> {
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (sizeBytes + end > mostBytes) throw tooLong(mostBytes);
      yield parse(Buffer.concat([...parts, rest.subarray(0, end)]));
      rest = rest.subarray(end + 1);
      parts = [];
      sizeBytes = 0;
    }
    parts.push(rest);
    sizeBytes += rest.length;
    if (sizeBytes > mostBytes) throw tooLong(mostBytes);
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw new UsageError('The socket of a node takes one line of JSON: {"argv": […], "stdin": "…"}.');
  }
}

function tooLong(mostBytes: number): UsageError {
  return new UsageError(`A command may have at most ${mostBytes} bytes.`);
}
