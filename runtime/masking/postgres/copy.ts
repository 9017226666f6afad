import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { CopyReader } from './copy-reader';
import { CopyWriter } from './copy-writer';
import { databaseError } from './masking-error';
import type { Session } from './session';

/** Reads `COPY (query) TO STDOUT` to its end, piece by piece; a piece is valid until the next. Leaving early would hang the connection, so errors drop it. */
export async function copyOut(session: Session, query: string, take: (piece: Uint8Array) => void): Promise<void> {
  try {
    await session.client.query(new CopyReader(`copy (${query}) to stdout`, take)).end();
  } catch (cause) {
    session.abort();
    throw databaseError(`read from the ${session.name} database`, cause);
  }
}

/** Writes rows in COPY text format. */
export async function copyIn(session: Session, into: string, pieces: Iterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(pieces, session.client.query(copyFrom(`copy ${into} from stdin`)));
  } catch (cause) {
    throw databaseError(`write to the ${session.name} database`, cause);
  }
}

/** Streams one COPY into another through `change`. Both connections are dropped when either fails. */
export async function copyThrough(source: Session, query: string, target: Session, into: string, change: (piece: Uint8Array) => Uint8Array, what: string): Promise<void> {
  const writer = new CopyWriter(`copy ${into} from stdin`);
  const reader = new CopyReader(`copy (${query}) to stdout`, (piece) => {
    const changed = change(piece);
    if (changed.length === 0 || writer.write(changed)) return;
    reader.pause();
    writer.drained(() => reader.resume());
  });
  try {
    target.client.query(writer);
    await writer.ready;
    source.client.query(reader);
    await Promise.race([reader.end(), writer.finished]);
    reader.resume(); // nobody waits for a drain any more
    writer.end();
    await writer.finished;
  } catch (cause) {
    source.abort();
    target.abort();
    throw databaseError(`copy ${what}`, cause);
  }
}
