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
import { MentionFinder } from './mentions';
import type { PolicyDocument } from './policy-documents';
import type { Zone, Zones } from './zones';

/** A caller that a zone controls: its own administrator, or a role elsewhere that it has got hold of. */
export interface Actor {
  readonly attacker: Attacker;
  /** How the zone came to it; empty for its own accounts. */
  readonly way: readonly Place[];
  /** Why it is not certain that the zone controls it. */
  readonly doubt?: string;
}

/** What a question is confined to. */
export interface Limits {
  readonly actions?: readonly string[];
  readonly permitted?: readonly string[];
  readonly resource?: string;
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
  /** Finds what belongs to other zones in texts. */
  public readonly mentions: MentionFinder;
  private readonly documentPlaces: ReadonlySet<string>;
  private readonly bucketOwners: ReadonlyMap<string, string>;
  private readonly grantPlaces: ReadonlySet<string>;
  private readonly mentioned = new WeakMap<readonly Statement[], ReadonlySet<string>>();
  private readonly refusals = new WeakMap<readonly Statement[], Set<string>>();

  public constructor(public readonly model: AssemblyModel, public readonly zones: Zones) {
    this.documents = documentsOf(model);
    this.grants = grantsOf(model, this.documents);
    this.grantPlaces = new Set(this.grants.map(({ resource, path }) => `${resource.key}|${path.join('/')}`));
    this.documentPlaces = new Set(this.documents.map(({ resource, path }) => `${resource.key}|${path.join('/')}`));
    this.mentions = new MentionFinder(zones, (name) => this.ownerOfBucket(name));
    this.guardRails = new GuardRails(this.documents, zones.tree);
    this.identities = new IdentityPolicies(this.documents);
    this.bucketOwners = new Map(model.ofType('AWS::S3::Bucket').map((bucket) => [text(nameOf(bucket)) ?? '', bucket.account ?? '']));
  }

  public zoneOf(resource: Resource): Zone | undefined {
    return this.zones.ofAccount(resource.account);
  }

  /** Whether a policy lets somebody in, so that the policy passes read it. */
  public isGrant({ resource, path }: PolicyDocument): boolean {
    return this.grantPlaces.has(`${resource.key}|${path.join('/')}`);
  }

  /** Whether a policy stands there: it is read as a policy, not as texts. */
  public isDocument({ key }: Resource, path: readonly string[]): boolean {
    return this.documentPlaces.has(`${key}|${path.join('/')}`);
  }

  public report(finding: Finding): void {
    this.findings.push(finding);
  }

  public ownerOfBucket(name: string): string | undefined {
    return this.bucketOwners.get(name);
  }

  /** May the attacker act on what these statements guard, in account `target`? */
  public ask(attacker: Attacker, target: string, statements: readonly Statement[], limits: Limits = {}): Answer {
    const guardRails = this.guardRails.between(attacker.kind === 'service' ? undefined : attacker.account, target);
    const key = attacker.kind === 'role' || guardRails.length > 0 ? undefined : this.sameFor(attacker, target, statements, limits);
    const refused = this.refusals.get(statements);
    if (key !== undefined && refused?.has(key)) return { answer: 'no' };
    const path = this.zones.tree.pathOf(attacker.account);
    const answer = ask({ attacker, target, statements, organization: this.zones.organization, guardRails, ...(path === undefined ? {} : { paths: [path] }), ownerOfBucket: (arn) => this.ownerOfBucket(arn.split(':::')[1] ?? ''), ...limits });
    if (key !== undefined && answer.answer === 'no') this.refusals.set(statements, (refused ?? new Set()).add(key));
    return answer;
  }

  /** Questions with the same key have the same "no": accounts that a policy does not mention are alike to it. */
  private sameFor(attacker: Attacker, target: string, statements: readonly Statement[], { actions = [], permitted = [], resource = '' }: Limits): string {
    const known = this.mentioned.get(statements) ?? this.accountsIn(statements);
    this.mentioned.set(statements, known);
    const who = known.has(attacker.account) ? attacker.account : '';
    return [attacker.kind, attacker.kind === 'service' ? attacker.service : '', who, this.zones.tree.pathOf(attacker.account) ?? '', target, actions.join(), permitted.join(), resource].join('|');
  }

  private accountsIn(statements: readonly Statement[]): ReadonlySet<string> {
    const source = JSON.stringify(statements);
    const buckets = [...source.matchAll(/:s3:::([^"*?/]+)/g)].map(([, name]) => this.ownerOfBucket(name ?? '') ?? '');
    return new Set([...[...source.matchAll(/\d{12}/g)].map(([account]) => account), ...buckets]);
  }
}
