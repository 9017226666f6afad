import type { MaskingPolicy } from '../policy/masking-policy';
import { fingerprint } from '../postgres/fingerprint';
import { MaskingError } from '../postgres/masking-error';
import type { Session } from '../postgres/session';
import { createLedger, foreignSchemas } from './ledger';

const lockNumber = 7_283_511; // any number, as long as every run takes the same

/** Refuses a target that is the source, that the policy names, or that holds data this job did not make. Locks it for the run, for parts of one run together; only a target that passes is written to. */
export async function guardTarget(session: Session, policy: MaskingPolicy, source: string, shared: boolean): Promise<void> {
  const own = await fingerprint(session);
  if (own === source) throw new MaskingError('the target is the source itself; give another database');
  if (policy.neverTargets.includes(own)) throw new MaskingError(`the target is a database that the policy names in neverTargets (${own.slice(0, 12)}...); give another database`);
  const { taken } = await session.row<{ taken: boolean }>(`select pg_try_advisory_lock${shared ? '_shared' : ''}($1) as taken`, [lockNumber]);
  if (!taken) throw new MaskingError('another masking run is writing to the target; wait for it or stop it');
  const foreign = await foreignSchemas(session, policy.schemas);
  if (foreign.length > 0) {
    throw new MaskingError(`the target has schema ${foreign.join(', ')}, which no masking run made: it may be production; give an empty database`);
  }
  await createLedger(session);
}
