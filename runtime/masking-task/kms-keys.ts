import { GenerateMacCommand, type KMSClient, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import { createHash } from 'node:crypto';
import { isFault } from '../aws/fault';
import { type Signer, type Verifier } from '../masking/evidence/signed-evidence';
import { type KeySource, domainLabel } from '../masking/prf/key-source';

/**
 * Keys of domains from an HMAC key of KMS, which never leaves it: one MAC for each domain. With `salt` they are of this run alone, and the
 * same person is called otherwise in every refresh.
 */
export function kmsKeySource(kms: KMSClient, KeyId: string, salt = ''): KeySource {
  const known = new Map<string, Promise<Uint8Array>>();
  const derive = async (domain: string): Promise<Uint8Array> => {
    const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from(`${domainLabel(domain)}${salt === '' ? '' : ` of run ${salt}`}`) }));
    if (Mac?.length !== 32) throw new Error('KMS must answer with a MAC of 32 bytes');
    return Mac;
  };
  return {
    id: `kms:${KeyId}${salt === '' ? '' : ':of-the-run'}`,
    domainKey: (domain) => {
      const key = known.get(domain) ?? derive(domain);
      known.set(domain, key);
      return key;
    },
  };
}

const algorithm = { SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'DIGEST' } as const;
const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Signs with a key of KMS that does nothing else; `keyId` is how the signature names it. */
export function kmsSigner(kms: KMSClient, keyId: string): Signer {
  return {
    keyId,
    sign: async (bytes) => {
      const { Signature } = await kms.send(new SignCommand({ KeyId: keyId, Message: digestOf(bytes), ...algorithm }));
      if (Signature === undefined) throw new Error('KMS must answer with a signature');
      return Signature;
    },
  };
}

/** Checks such a signature: KMS answers, so that no public key has to be carried about and believed. */
export function kmsVerifier(kms: KMSClient, keyId: string): Verifier {
  return {
    keyId,
    verify: async (bytes, signature) => {
      try {
        const { SignatureValid } = await kms.send(new VerifyCommand({ KeyId: keyId, Message: digestOf(bytes), Signature: signature, ...algorithm }));
        return SignatureValid === true;
      } catch (error) {
        if (isFault(error, 'KMSInvalidSignatureException')) return false;
        throw error;
      }
    },
  };
}
