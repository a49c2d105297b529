import { connect, type Socket } from 'node:net';

/** What one request came to. */
export interface Outcome {
  status: number;
  elapsedMs: number;
  /** The response's `ETag`, only read when asked for. */
  head: string;
}

/** A load: where to, over how many sockets, what to send next (nothing: done), what to do with the outcome. */
export interface Drive {
  host: string;
  port: number;
  sockets: number;
  next(): Buffer | undefined;
  onOutcome(outcome: Outcome): void;
}

const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('0\r\n\r\n');

/** One response at the front of `bytes`, or undefined while it is incomplete. */
function completeResponse(bytes: Buffer): { status: number; head: string } | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const bodyStart = end + headEnd.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    return bytes.length >= bodyStart + Number(length) ? { status, head } : undefined;
  }
  if (status === 204 || status === 304) return { status, head };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`a response without length: ${head}`);
  return bytes.subarray(-lastChunk.length).equals(lastChunk) ? { status, head } : undefined;
}

/** One keep-alive connection with one request in flight; reopened when the server closes it. */
class Lane {
  readonly #drive: Drive;
  readonly #done: () => void;
  readonly #fail: (error: Error) => void;
  #socket: Socket | undefined;
  #received: Buffer[] = [];
  #sentAt = 0;
  #inFlight: Buffer | undefined;
  #retried = false;

  constructor(drive: Drive, done: () => void, fail: (error: Error) => void) {
    this.#drive = drive;
    this.#done = done;
    this.#fail = fail;
    this.#open();
  }

  #open(): void {
    const socket = connect(this.#drive.port, this.#drive.host);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('connect', () =>
      this.#inFlight === undefined ? this.#sendNext() : this.#send(this.#inFlight),
    );
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed(socket));
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return;
    // A server may close an idle keep-alive connection just as we write; that is worth one more try.
    if (this.#inFlight === undefined || this.#retried) {
      this.#fail(new Error('the server closed a connection with a request in flight'));
      return;
    }
    this.#retried = true;
    this.#open();
  }

  #sendNext(): void {
    const request = this.#drive.next();
    if (request === undefined) {
      const socket = this.#socket;
      this.#socket = undefined;
      socket?.destroy();
      this.#done();
      return;
    }
    this.#retried = false;
    this.#send(request);
  }

  #send(request: Buffer): void {
    this.#inFlight = request;
    this.#received = [];
    this.#sentAt = performance.now();
    this.#socket?.write(request);
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    const bytes = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    const response = completeResponse(bytes);
    if (response === undefined) return;
    this.#inFlight = undefined;
    this.#drive.onOutcome({ ...response, elapsedMs: performance.now() - this.#sentAt });
    if (/\r\nconnection: *close/i.test(response.head)) {
      const socket = this.#socket;
      this.#socket = undefined;
      socket?.destroy();
      this.#open();
    } else {
      this.#sendNext();
    }
  }
}

/** Sends prepared HTTP/1.1 requests over keep-alive sockets, no pipelining, until there are none left. */
export async function drive(load: Drive): Promise<void> {
  await Promise.all(
    Array.from(
      { length: load.sockets },
      () => new Promise<void>((done, fail) => void new Lane(load, done, fail)),
    ),
  );
}
