import type { AssemblyModel, Resource } from '../assembly/assembly-model';
import { nameOf } from '../assembly/resource-names';
import { text } from '../assembly/value';
import type { Statement } from './algebra/statement';
import { ask, type Answer } from './ask';
import type { Attacker } from './attacker';
import type { Finding, Place } from './finding';
import { documentsOf, grantsOf, type Grant } from './grants';
import { GuardRails } from './guard-rails';
import { IdentityPolicies } from './identity-policies';
import type { PolicyDocument } from './policy-documents';
import type { Zone, Zones } from './zones';

/** A caller that a zone controls: its own administrator, or a role elsewhere that it has got hold of. */
export interface Actor {
  readonly attacker: Attacker;
  /** How the zone came to it; empty for its own accounts. */
  readonly way: readonly Place[];
}

/** What all passes share: the model, the zones, the policies found, and the findings so far. */
export class ProofContext {
  public readonly documents: readonly PolicyDocument[];
  public readonly grants: readonly Grant[];
  public readonly guardRails: GuardRails;
  public readonly identities: IdentityPolicies;
  public readonly findings: Finding[] = [];
  /** Roles outside its accounts that a zone controls; filled by the trust pass. */
  public readonly controlled = new Map<string, Actor[]>();
  private readonly bucketOwners: ReadonlyMap<string, string>;

  public constructor(public readonly model: AssemblyModel, public readonly zones: Zones) {
    this.documents = documentsOf(model);
    this.grants = grantsOf(model, this.documents);
    this.guardRails = new GuardRails(this.documents);
    this.identities = new IdentityPolicies(this.documents);
    this.bucketOwners = new Map(model.ofType('AWS::S3::Bucket').map((bucket) => [text(nameOf(bucket)) ?? '', bucket.account ?? '']));
  }

  public zoneOf(resource: Resource): Zone | undefined {
    return this.zones.ofAccount(resource.account);
  }

  public report(finding: Finding): void {
    this.findings.push(finding);
  }

  public ownerOfBucket(name: string): string | undefined {
    return this.bucketOwners.get(name);
  }

  /** May the attacker act on what these statements guard, in account `target`? */
  public ask(attacker: Attacker, target: string, statements: readonly Statement[], limits: { actions?: readonly string[]; permitted?: readonly string[] } = {}): Answer {
    return ask({
      attacker, target, statements, organization: this.zones.organization,
      guardRails: this.guardRails.between(attacker.kind === 'service' ? undefined : attacker.account, target),
      ownerOfBucket: (arn) => this.ownerOfBucket(arn.split(':::')[1] ?? ''),
      ...limits,
    });
  }
}
