import { createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from 'node:crypto';
import { canonicalJson } from '../policy/canonical-json';
import { MaskingError } from '../postgres/masking-error';
import { predicateType, statementType, type EvidenceStatement } from './evidence-statement';

const payloadType = 'application/vnd.in-toto+json';

/** Signs bytes. In quarantine this is a KMS key that only signs; on a terminal, a key file. */
export interface Signer {
  readonly keyId: string;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface Verifier {
  readonly keyId: string;
  verify(bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** A statement with its signature, as DSSE (Dead Simple Signing Envelope, v1) has it. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** The bytes that are signed: type and payload with their lengths, so that neither can pass for the other. */
function signedBytes(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

export async function signEvidence(statement: EvidenceStatement, signer: Signer): Promise<Envelope> {
  const payload = Buffer.from(canonicalJson(statement));
  const signature = Buffer.from(await signer.sign(signedBytes(payloadType, payload)));
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: signer.keyId, sig: signature.toString('base64') }] };
}

/** Opens an envelope: the statement, if the key signed exactly this and it is evidence of masking. */
export async function openEvidence(text: string, verifier: Verifier): Promise<EvidenceStatement> {
  const envelope = parseEnvelope(text);
  const payload = Buffer.from(envelope.payload, 'base64');
  const own = envelope.signatures.filter(({ keyid }) => keyid === verifier.keyId);
  if (own.length === 0) throw new MaskingError(`the evidence is not signed by key ${verifier.keyId}`);
  const good = await Promise.all(own.map(({ sig }) => verifier.verify(signedBytes(envelope.payloadType, payload), Buffer.from(sig, 'base64'))));
  if (!good.every(Boolean)) throw new MaskingError('the evidence was changed after it was signed, or signed by another key');
  const statement = JSON.parse(payload.toString('utf8')) as EvidenceStatement;
  const { _type: type } = statement;
  if (type !== statementType || statement.predicateType !== predicateType) throw new MaskingError('the signed statement is no evidence of masking');
  return statement;
}

function parseEnvelope(text: string): Envelope {
  try {
    const value = JSON.parse(text) as Partial<Envelope>;
    if (value.payloadType === payloadType && typeof value.payload === 'string' && Array.isArray(value.signatures)) return value as Envelope;
  } catch {
    // told below
  }
  throw new MaskingError('the evidence is not a DSSE envelope with an in-toto statement');
}

/** Ed25519 from a private key in PEM. */
export function ed25519Signer(pem: string): Signer {
  const key = createPrivateKey(pem);
  return { keyId: keyIdOf(createPublicKey(key).export({ type: 'spki', format: 'der' })), sign: (bytes) => Promise.resolve(sign(null, bytes, key)) };
}

/** Ed25519 from a public key in PEM. */
export function ed25519Verifier(pem: string): Verifier {
  const key = createPublicKey(pem);
  return { keyId: keyIdOf(key.export({ type: 'spki', format: 'der' })), verify: (bytes, signature) => Promise.resolve(verify(null, bytes, key, signature)) };
}

/** HMAC-SHA256, for a terminal where signer and verifier are one. */
export function hmacSigner(secret: Uint8Array): Signer & Verifier {
  const mac = (bytes: Uint8Array): Buffer => createHmac('sha256', secret).update(bytes).digest();
  return {
    keyId: `hmac:${mac(Buffer.from('key id')).toString('hex').slice(0, 16)}`,
    sign: (bytes) => Promise.resolve(mac(bytes)),
    verify: (bytes, signature) => Promise.resolve(signature.length === 32 && timingSafeEqual(mac(bytes), signature)),
  };
}

function keyIdOf(der: Uint8Array): string {
  return `ed25519:${createHmac('sha256', 'understudy').update(der).digest('hex').slice(0, 16)}`;
}
