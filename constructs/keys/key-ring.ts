import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DefinitionError, Problems } from '../../lib/values/problems';
import { DataDomain } from './data-domain';
import { DataKey } from './data-key';

/** What a `KeyRing` is made of. */
export interface KeyRingProps {
  /** First part of every alias: `alias/<prefix>/<domain>`. */
  readonly prefix: string;
  /**
   * The kinds of data that get a key. The same one twice is refused.
   * @default - every domain of `DataDomain.all()`
   */
  readonly domains?: DataDomain[];
  /**
   * How often KMS replaces the key material of each key, 90 to 2,560 days.
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;
  /**
   * How long a deleted key can still be recovered, 7 to 30 days.
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;
  /**
   * What becomes of the keys when they leave the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * One `DataKey` for each kind of data of an environment. Refuses a domain named twice, and a question for a domain it does
 * not hold.
 *
 * @example
 * declare const stack: Stack;
 * const keys = new KeyRing(stack, 'Keys', { prefix: 'staging' });
 * const key = keys.keyFor(DataDomain.DATABASE);
 */
export class KeyRing extends Construct {
  /** The keys, in the order of the domains. */
  public readonly keys: DataKey[];

  public constructor(scope: Construct, id: string, props: KeyRingProps) {
    super(scope, id);
    const { domains = DataDomain.all(), ...rest } = props;
    refuse(domains, this.node.path);
    this.keys = domains.map((domain) => new DataKey(this, pascal(domain.name), { ...rest, domain }));
  }

  /** The key of `domain`. */
  public keyFor(domain: DataDomain): kms.IKey {
    const found = this.keys.find((candidate) => candidate.domain.name === domain.name);
    if (found === undefined) {
      throw new DefinitionError(`key ring "${this.node.path}"`, [{
        at: 'domain', must: `must be one of ${this.keys.map((key) => key.domain.name).join(', ')}`, got: domain.name, fix: 'add it to domains',
      }]);
    }
    return found.key;
  }
}

function refuse(domains: DataDomain[], path: string): void {
  const problems = new Problems();
  problems.when(domains.length === 0, { at: 'domains', must: 'must name at least one domain', got: [], fix: 'leave it out to have a key for each' });
  const names = domains.map((domain) => domain.name);
  for (const name of new Set(names.filter((candidate, index) => names.indexOf(candidate) !== index))) {
    problems.when(true, { at: 'domains', must: 'must not name a domain twice', got: name, fix: 'remove one' });
  }
  problems.refuse(`key ring "${path}"`);
}

function pascal(name: string): string {
  return name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
