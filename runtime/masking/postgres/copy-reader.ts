import type { Connection, Submittable } from 'pg';
import { MaskingError } from './masking-error';

const headerSize = 5;
const copyData = 100; // d
/** Messages that may come before or between the rows: copy starts (H), a setting changed (S), notice (N), notification (A). */
const between = new Set([72, 83, 78, 65]);

/** What is used of a connection: the stream it reads from. */
type Reading = Connection & { readonly stream: NodeJS.ReadableStream };

/**
 * Reads `COPY ... TO STDOUT`, in pieces of many rows. The server sends each row in a message of its own; the frames are
 * squeezed out of what the socket delivers, in place, since handling rows one by one costs more than masking them.
 */
export class CopyReader implements Submittable {
  private readonly finished: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (cause: unknown) => void = () => undefined;
  private stream: NodeJS.ReadableStream | undefined;
  private parse: ((chunk: Buffer) => void) | undefined;
  private carry: Buffer = Buffer.alloc(0);
  private code = 0;
  /** Bytes of the message at hand that have not come yet. */
  private missing = 0;

  public constructor(private readonly sql: string, private readonly take: (piece: Uint8Array) => void) {
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Settles when the server has ended the statement, or the connection is lost, or `take` has thrown. */
  public end(): Promise<void> {
    return this.finished;
  }

  public pause(): void {
    this.stream?.pause();
  }

  public resume(): void {
    this.stream?.resume();
  }

  public submit(connection: Connection): void {
    const { stream } = connection as Reading;
    const [parse, ...others] = stream.listeners('data');
    if (parse === undefined || others.length > 0) throw new MaskingError('the database client reads in a way this program does not know');
    this.stream = stream;
    this.parse = parse as (chunk: Buffer) => void;
    stream.removeListener('data', this.parse);
    stream.on('data', this.onData);
    connection.query(this.sql);
  }

  public handleError(cause: Error): void {
    this.reject(cause);
  }

  public handleCommandComplete(): void {
    // The rows were counted as they came.
  }

  public handleReadyForQuery(): void {
    this.resolve();
  }

  private readonly onData = (chunk: Buffer): void => {
    try {
      this.squeeze(this.carry.length > 0 ? Buffer.concat([this.carry, chunk]) : chunk);
    } catch (cause) {
      this.giveBack();
      this.reject(cause);
    }
  };

  private squeeze(chunk: Buffer): void {
    let [from, to] = [0, 0];
    let after: Buffer | undefined;
    this.carry = Buffer.alloc(0);
    while (from < chunk.length) {
      if (this.missing === 0) {
        if (chunk.length - from < headerSize) break;
        this.code = chunk[from] as number;
        if (this.code !== copyData && !between.has(this.code)) {
          after = chunk.subarray(from);
          break;
        }
        this.missing = chunk.readUInt32BE(from + 1) - 4;
        from += headerSize;
      }
      const count = Math.min(this.missing, chunk.length - from);
      if (this.code === copyData) {
        chunk.copyWithin(to, from, from + count);
        to += count;
      }
      this.missing -= count;
      from += count;
    }
    if (to > 0) this.take(chunk.subarray(0, to));
    if (after !== undefined) this.giveBack(after);
    else if (from < chunk.length) this.carry = Buffer.from(chunk.subarray(from));
  }

  // The rest is not ours: the end of the copy, or an error.
  private giveBack(rest?: Buffer): void {
    const { stream, parse } = this;
    if (stream === undefined || parse === undefined) return;
    stream.removeListener('data', this.onData);
    stream.on('data', parse);
    if (rest !== undefined) parse(rest);
  }
}
