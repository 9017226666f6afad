import { setting } from '../aws/setting';
import { signedHeaders } from '../aws/signed-headers';

const ROLE = 'service';
const TRIES = 6;
const PAUSE_MILLISECONDS = 5000;
const TIMEOUT_MILLIS = 20_000;

/**
 * Admits the identities of the account to a search domain: to read and write indices, and to administer nothing. Which of them may call the
 * domain at all, their own policies decide. It calls as the administrator of the domain, who its own role is. May be run again at any time.
 */
export async function handler(): Promise<string> {
  const identities = [`arn:*:iam::${setting('ACCOUNT')}:role/*`, `arn:*:sts::${setting('ACCOUNT')}:assumed-role/*`];
  await put(`roles/${ROLE}`, {
    description: 'Reads and writes indices',
    cluster_permissions: ['cluster_composite_ops', 'cluster_monitor'],
    index_permissions: [{ index_patterns: ['*'], allowed_actions: ['crud', 'create_index', 'manage', 'delete'] }],
  });
  await put(`rolesmapping/${ROLE}`, { users: identities, backend_roles: identities });
  return `${ROLE} is what identities of ${setting('ACCOUNT')} are`;
}

/** A domain that was just made may need a moment until it knows its administrator. */
async function put(what: string, document: object): Promise<void> {
  const url = new URL(`https://${setting('ENDPOINT')}/_plugins/_security/api/${what}`);
  const body = JSON.stringify(document);
  for (let tries = 1; ; tries += 1) {
    const failure = await failureOf(url, body);
    if (failure === undefined) return;
    console.log(JSON.stringify({ level: 'warn', what, failure, tries }));
    if (tries === TRIES) throw new Error(`${what}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS * tries));
  }
}

async function failureOf(url: URL, body: string): Promise<string | undefined> {
  const caller = { accessKeyId: setting('AWS_ACCESS_KEY_ID'), secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'), sessionToken: setting('AWS_SESSION_TOKEN') };
  const { host: _, ...headers } = signedHeaders({ method: 'PUT', url, body, service: 'es', region: setting('AWS_REGION') }, caller, new Date());
  try {
    const answer = await fetch(url, {
      method: 'PUT', body, headers: { ...headers, 'content-type': 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    const said = await answer.text();
    return answer.ok ? undefined : `answered ${answer.status} ${said.slice(0, 200)}`;
  } catch (problem) {
    return `did not answer: ${String(problem)}`;
  }
}
