import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { CopyReader } from './copy-reader';
import { databaseError, MaskingError } from './masking-error';
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
export async function copyThrough(source: Session, query: string, target: Session, into: string, change: (piece: Uint8Array) => Uint8Array, what = 'rows'): Promise<void> {
  const input = target.client.query(copyFrom(`copy ${into} from stdin`, { highWaterMark: 1 << 18 }));
  const reader = new CopyReader(`copy (${query}) to stdout`, (piece) => {
    const changed = change(piece);
    if (changed.length === 0 || input.write(Buffer.from(changed))) return; // copied: the changer uses its memory again
    reader.pause();
    input.once('drain', () => reader.resume());
  });
  const written = once(input, 'finish');
  try {
    source.client.query(reader);
    await Promise.race([reader.end(), written]);
    reader.resume(); // a stream that ends has no drain to wait for
    input.end();
    await written;
  } catch (cause) {
    source.abort();
    target.abort();
    input.on('error', () => undefined); // whichever fails second has nothing to add
    throw copyError(cause, `copy ${what}`);
  }
}

// A stream that is cut off reports a premature close.
function copyError(cause: unknown, doing: string): MaskingError {
  const code = typeof cause === 'object' && cause !== null ? String((cause as Record<string, unknown>)['code']) : '';
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return new MaskingError(`${doing}: the connection was lost; run again`);
  return databaseError(doing, cause);
}
