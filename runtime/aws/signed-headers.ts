import { createHash, createHmac } from 'node:crypto';

/** Who calls: what Lambda gives a function of its role. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials only. */
  readonly sessionToken?: string;
}

/** A call that is to be signed. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  /** First part of the service's endpoints, for example `es`. */
  readonly service: string;
  readonly region: string;
}

/**
 * The headers by which an AWS service that has no client of the SDK knows who calls (Signature Version 4). Paths without characters that need
 * escaping, no query.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders({ method, url, body, service, region }: Call, caller: Caller, now: Date): Record<string, string> {
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = { 'host': url.host, 'x-amz-date': time };
  if (caller.sessionToken !== undefined) headers['x-amz-security-token'] = caller.sessionToken;
  const names = Object.keys(headers).toSorted();
  const canonical = [method, url.pathname, '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), sha256(body)].join('\n');
  const key = [time.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${caller.secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${caller.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
