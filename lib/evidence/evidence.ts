import type { EnvironmentCapacity } from './capacity/capacity-report';

/** What is known of a claim. `not-evaluated` is never fine: nobody has looked, or the files do not tell. */
export type State = 'holds' | 'fails' | 'not-evaluated';

/**
 * Everything that templates and reports tell about a platform, as one document. Deterministic: the same files, day and version make the
 * same bytes. The page, SARIF, OSCAL and JUnit are made from it alone.
 */
export interface Evidence {
  readonly version: 1;
  readonly tool: { readonly name: 'cdk-understudy'; readonly version: string };
  /** The day on which ends of exceptions and assumptions were judged, `YYYY-MM-DD`. */
  readonly day: string;
  readonly subject: Subject;
  /** `fails` when anything fails; `not-evaluated` when nothing fails and something was not judged. */
  readonly verdict: State;
  /** What the files do not tell, in sentences. */
  readonly notTold: readonly string[];
  readonly zones: readonly ZoneFacts[];
  readonly pathways: readonly PathwayFacts[];
  readonly questions: readonly Section[];
  readonly points: readonly Section[];
  readonly proof: ProofFacts;
  readonly parity: ParityFacts;
  readonly policies: readonly PolicyFacts[];
  readonly rules: readonly RuleFacts[];
  readonly findings: readonly FindingFacts[];
  readonly accepted: readonly AcceptedFacts[];
  readonly exceptions: ExceptionsFacts;
  readonly capacity: readonly EnvironmentCapacity[];
  readonly requirements: readonly RequirementFacts[];
  /** The resources that facts refer to, by key. */
  readonly resources: Readonly<Record<string, ResourceFacts>>;
  /** What is different from an earlier evidence; missing when none was given. */
  readonly changes?: Changes;
}

/** What was judged. */
export interface Subject {
  /** Missing for assemblies that no platform made. */
  readonly platform?: string;
  readonly organization?: string;
  /** SHA-256 over all templates: two pages with the same digest are about the same templates. */
  readonly digest: string;
  readonly accounts: number;
  readonly stacks: number;
  readonly resources: number;
}

/** A group of accounts that belong together: an environment, or what serves the environments. */
export interface ZoneFacts {
  readonly name: string;
  /** Missing for accounts of which nobody has said what they are for. */
  readonly kind?: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly cidrs: readonly string[];
  readonly domains: readonly string[];
  readonly stacks: number;
  readonly resources: number;
  /** The environment that this one was derived from. */
  readonly derivedFrom?: string;
  /** Every declared parameter; missing for what is no declared environment. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Which kinds of test count there. */
  readonly tests?: readonly TestFacts[];
}

export interface TestFacts {
  readonly test: string;
  readonly always: boolean;
  readonly windows: readonly string[];
}

/** A crossing between zones that somebody declared and answers for. */
export interface PathwayFacts {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly carries: string;
  readonly why: string;
  readonly owner: string;
}

/** One thing that is so, and what it was read from. `noted` takes no side. */
export interface Fact {
  readonly state: State | 'noted';
  readonly says: string;
  readonly from: 'templates' | 'proof' | 'rules' | 'parity' | 'exceptions' | 'declaration';
  /** Keys of `Evidence.resources`. */
  readonly resources: readonly string[];
  /** Rules that the fact sums up, by qualified id. */
  readonly rules?: readonly string[];
}

/** A question or a point of the control, and what is known of it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly asks: string;
  readonly state: State;
  readonly requirements: readonly string[];
  readonly facts: readonly Fact[];
}

export interface ProofFacts {
  readonly state: State;
  /** Why there is no proof. */
  readonly why?: string;
  readonly verdict?: 'PROVED' | 'LEAK' | 'UNKNOWN';
  readonly claims: readonly ClaimFacts[];
  readonly findings: readonly ProofFinding[];
  readonly assumptions: ReadonlyArray<{ readonly covers: string; readonly why: string; readonly owner: string; readonly until: string; readonly state: string }>;
  readonly trusted: readonly string[];
  readonly notSeen: readonly string[];
}

export interface ClaimFacts {
  readonly from: string;
  readonly to: string;
  readonly verdict: 'PROVED' | 'LEAK' | 'UNKNOWN';
  readonly pathways: readonly string[];
  readonly findings: readonly string[];
}

/** A way across that stands or may stand, with every step. */
export interface ProofFinding {
  readonly id: string;
  readonly kind: string;
  readonly verdict: 'LEAK' | 'UNKNOWN' | 'LATENT';
  readonly from: readonly string[];
  readonly to: string;
  readonly message: string;
  readonly why?: string;
  readonly request?: string;
  readonly fix: string;
  /** Why it does not count: somebody's dated word. */
  readonly coveredBy?: string;
  readonly steps: readonly ProofStep[];
}

export interface ProofStep {
  readonly says: string;
  readonly account?: string;
  readonly construct: string;
  readonly template: string;
  readonly line?: number;
  readonly source?: string;
}

export interface ParityFacts {
  readonly state: State;
  readonly why?: string;
  readonly pairs: readonly ParityPair[];
}

/** Two environments beside each other. */
export interface ParityPair {
  readonly from: string;
  readonly to: string;
  /** `not-evaluated` where only the declarations were compared. */
  readonly state: State;
  /** Every parameter in which the two differ. */
  readonly parameters: readonly ParameterFacts[];
  /** Differences that no parameter explains. */
  readonly undeclared: readonly LedgerFacts[];
  /** Every place of the templates that a parameter changes; missing where nobody asked for it. */
  readonly ledger?: readonly LedgerFacts[];
}

export interface ParameterFacts {
  readonly parameter: string;
  readonly from?: string;
  readonly to?: string;
  readonly identity: boolean;
}

export interface LedgerFacts {
  /** The parameters that cause it; none for an undeclared difference. */
  readonly parameters: readonly string[];
  /** True where it is not told which of the parameters it is. */
  readonly undecided?: true;
  /** True where larger sets of parameters would explain it too. */
  readonly likely?: true;
  readonly stack: string;
  readonly construct: string;
  readonly path: string;
  readonly says?: string;
  readonly from?: string;
  readonly to?: string;
  readonly source?: string;
}

export interface PolicyFacts {
  readonly policy: string;
  readonly state: State;
  readonly findings: number;
  readonly accepted: number;
  readonly error?: string;
}

/** A rule of a pack of this library. */
export interface RuleFacts {
  /** Qualified id: `Encryption::Encryption-bucket-insists-on-tls`. */
  readonly id: string;
  readonly pack: string;
  readonly claim: string;
  readonly locked: boolean;
  readonly serves: readonly string[];
  readonly state: State;
  /** Resources of the types that the rule judges. */
  readonly judged: number;
  readonly findings: number;
  readonly accepted: number;
}

/** A rule that does not hold somewhere, and nobody has accepted that. */
export interface FindingFacts {
  readonly policy: string;
  readonly rule: string;
  readonly severity: string;
  readonly description: string;
  readonly fix?: string;
  readonly places: readonly PlaceFacts[];
}

export interface PlaceFacts {
  readonly construct: string;
  readonly template?: string;
  readonly source?: string;
}

/** A rule that does not hold somewhere, and the reason why it was accepted. */
export interface AcceptedFacts {
  readonly policy: string;
  readonly rule: string;
  readonly reason: string;
  readonly description: string;
  readonly constructs: readonly string[];
}

export interface ExceptionsFacts {
  readonly state: State;
  readonly why?: string;
  readonly entries: readonly ExceptionFacts[];
}

/** An entry of the register of exceptions, as it stands on the day. */
export interface ExceptionFacts {
  readonly rule: string;
  readonly scope: string;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string;
  readonly until: string;
  readonly origin: string;
  readonly standing: string;
  readonly fails: boolean;
  readonly problems: readonly string[];
  readonly silences: number;
}

export interface RequirementFacts {
  readonly id: string;
  readonly title: string;
  /** Qualified ids of the rules that serve it. */
  readonly rules: readonly string[];
  /** Points of control 8.31 that ask for it. */
  readonly points: readonly string[];
  readonly findings: number;
}

export interface ResourceFacts {
  readonly account?: string;
  readonly region?: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly construct?: string;
  readonly template: string;
  readonly source?: string;
}

/** What is different from an earlier evidence. */
export interface Changes {
  readonly since: { readonly day: string; readonly digest: string; readonly version: string };
  readonly rows: readonly Change[];
}

export interface Change {
  readonly what: 'subject' | 'zone' | 'pathway' | 'parameter' | 'point' | 'claim' | 'proof finding' | 'policy' | 'finding' | 'accepted finding' | 'exception' | 'parity';
  readonly how: 'new' | 'gone' | 'changed';
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}
