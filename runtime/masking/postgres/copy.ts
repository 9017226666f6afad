import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { databaseError, MaskingError } from './masking-error';
import type { Session } from './session';

/** Reads `COPY (query) TO STDOUT` to its end, piece by piece. Leaving early would hang the connection, so errors drop it. */
export async function copyOut(session: Session, query: string, take: (piece: Uint8Array) => void): Promise<void> {
  try {
    for await (const piece of session.client.query(copyTo(`copy (${query}) to stdout`))) take(piece as Uint8Array);
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
export async function copyThrough(source: Session, query: string, target: Session, into: string, change: (piece: Uint8Array) => Uint8Array): Promise<void> {
  const output = source.client.query(copyTo(`copy (${query}) to stdout`, { highWaterMark: 1 << 18 }));
  const input = target.client.query(copyFrom(`copy ${into} from stdin`, { highWaterMark: 1 << 18 }));
  try {
    await pipeline(output, async function* masked(pieces) {
      for await (const piece of pieces) {
        const changed = change(piece as Uint8Array);
        if (changed.length > 0) yield Buffer.from(changed); // the changer uses its memory again
      }
    }, input);
  } catch (cause) {
    source.abort();
    target.abort();
    throw copyError(cause);
  }
}

// A pipeline reports a failed neighbour as a premature close.
function copyError(cause: unknown): MaskingError {
  const code = typeof cause === 'object' && cause !== null ? String((cause as Record<string, unknown>)['code']) : '';
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return new MaskingError('copy rows: the connection was lost; run again');
  return databaseError('copy rows', cause);
}
