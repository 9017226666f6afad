import { createHash } from 'node:crypto';
import type { Session } from './session';

/** Names one database of one server, wherever it is reached from: a hash of the server's own identifier and the database's. */
export async function fingerprint(session: Session): Promise<string> {
  const { identity } = await session.row<{ identity: string }>(
    "select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as identity from pg_control_system()");
  return createHash('sha256').update(identity).digest('hex');
}
