import { createHash } from 'node:crypto';
import type { Resource } from '../../assembly/assembly-model';
import { field, texts } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';

/**
 * Handlers of the CDK that were read and that let nobody in, by the asset they are deployed from (or the hash of their
 * code, where it stands in the template). A name alone proves nothing: anybody may call a handler so. Handlers of other
 * releases of the CDK are judged by what their role may do, as everybody else's. A test holds the list against the
 * installed release.
 */
export const KNOWN_HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'Custom::S3AutoDeleteObjects': ['6dba3da2af96b69a187d689b326e5272b9abc8671c0427845a8bed243e02877d'],
  'Custom::S3BucketNotifications': ['618f7c4e9a1b3f1805e66f3ba926bf99a6455bec64ef0d08694ebc190d4d8929'],
  'Custom::CDKBucketDeployment': ['a12efc822af4855efaddc35cac5d42dfa7a132ded579c17dbca95a4a89d0db43'],
  'Custom::LogRetention': ['2819175352ad1ce0dae768e83fc328fb70fb5f10b4a8ff0ccbcb791f02b0716d'],
  'Custom::VpcRestrictDefaultSG': ['f178182c7c3aac6ad18bdaae53a2d38f72b2cf690d17b9efa635c7ce37f77d71'],
  'Custom::AWSCDKOpenIdConnectProvider': ['8fefc46b7a95598bbe46da69916e535333bc7d3258fc9c124ada1a0589b59bfb'],
  // Writes one NS record with a role of the parent's account; whether that role may be taken, the trust pass asks.
  'Custom::CrossAccountZoneDelegation': ['ca64705f2a4084c091803f7978c25228441da7c760b51466385a2d1f69dde1ff'],
  'Custom::AWSCDKCfnJson': ['0f9ba37e959a44fec66494f0055b633ee8c198be61d538a0b9d8e47305ae4af6'],
};

/** Whether the function is the CDK's own handler for the type, deployed from a bucket of its account. */
export function isKnownHandler(type: string, handler: Resource): boolean {
  const known = Object.hasOwn(KNOWN_HANDLERS, type) ? KNOWN_HANDLERS[type] ?? [] : [];
  const hash = codeHash(handler);
  return hash !== undefined && known.includes(hash);
}

/** The hash of a handler's asset, or of its code where the template holds it. */
export function codeHash({ account, properties }: Resource): string | undefined {
  const code = field(properties, 'Code');
  const [source] = texts(field(code, 'ZipFile'), UNTOLD);
  if (source !== undefined) return createHash('sha256').update(source).digest('hex');
  const own = texts(field(code, 'S3Bucket'), UNTOLD).every((bucket) => account !== undefined && bucket.includes(account));
  const [key] = texts(field(code, 'S3Key'), UNTOLD);
  return own ? /([0-9a-f]{64})\.zip$/.exec(key ?? '')?.[1] : undefined;
}
