import type { Connection, Submittable } from 'pg';

const headerSize = 5;
const [copyData, copyDone] = [100, 99]; // d, c
/** Bytes that may wait for the server. */
const mostWaiting = 1 << 18;

/** Writes `COPY ... FROM STDIN` in messages of many rows, each in one piece. */
export class CopyWriter implements Submittable {
  /** Settles when the server takes rows. */
  public readonly ready: Promise<void>;
  /** Settles when the server has ended the statement, or the connection is lost. */
  public readonly finished: Promise<void>;
  private begin: () => void = () => undefined;
  private finish: () => void = () => undefined;
  private readonly fail: ((cause: unknown) => void)[] = [];
  private stream: Connection['stream'] | undefined;
  /** A message that has left, whose memory can be used again. */
  private spare = Buffer.alloc(0);

  public constructor(private readonly sql: string) {
    this.ready = new Promise((resolve, reject) => {
      this.begin = resolve;
      this.fail.push(reject);
    });
    this.finished = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail.push(reject);
    });
    for (const promise of [this.ready, this.finished]) promise.catch(() => undefined); // whoever waits for one hears it
  }

  /** Sends rows; they are copied. False: wait for `drained` before sending more. */
  public write(rows: Uint8Array): boolean {
    const size = headerSize + rows.length;
    const memory = this.spare.length >= size ? this.spare : Buffer.allocUnsafe(Math.max(size, 1 << 17));
    memory[0] = copyData;
    memory.writeUInt32BE(rows.length + 4, 1);
    memory.set(rows, headerSize);
    this.stream?.write(memory.subarray(0, size));
    const waiting = this.stream?.writableLength ?? 0;
    this.spare = waiting === 0 ? memory : Buffer.alloc(0);
    return waiting < mostWaiting;
  }

  /** Calls back when what was sent has left. */
  public drained(then: () => void): void {
    this.stream?.once('drain', then);
  }

  /** Says that there are no more rows. */
  public end(): void {
    this.stream?.write(Buffer.from([copyDone, 0, 0, 0, 4]));
  }

  public submit(connection: Connection): void {
    this.stream = connection.stream;
    connection.query(this.sql);
  }

  public handleCopyInResponse(): void {
    this.begin();
  }

  public handleError(cause: Error): void {
    for (const fail of this.fail) fail(cause);
  }

  public handleCommandComplete(): void {
    // The rows were counted as they were read.
  }

  public handleReadyForQuery(): void {
    this.finish();
  }
}
