import { DomainName } from './domain-name';
import { Problems, type Problem } from './problems';
import { fixed } from './read-only';

/** How a destination is spoken to; decides where the firewall reads the name of the destination. */
export enum EgressProtocol {
  /** TLS: the name is the server name indication (SNI) of the client hello. */
  TLS = 'tls',
  /** Plain HTTP: the name is the Host header. Not encrypted; for revocation lists and the like. */
  HTTP = 'http',
}

/** One destination on the internet that workloads may call, and why. */
export interface EgressDestination {
  /**
   * Host name such as `erp.example.com`, or `*.example.com` for every name below `example.com` (not itself). IP addresses
   * are refused, since the firewalls match names; so are wildcards over domains in which anybody can register.
   */
  readonly domain: string;
  /**
   * Protocol spoken.
   *
   * @default EgressProtocol.TLS
   */
  readonly protocol?: EgressProtocol;
  /**
   * TCP port, 1 to 65535. 53 and 853 are refused: only the resolver of the VPC speaks DNS.
   *
   * @default 443 for TLS, 80 for HTTP
   */
  readonly port?: number;
  /** Why this is needed, for the reviewer; refused when empty. */
  readonly reason: string;
}

/** A destination with nothing left open: what the firewalls are built from. */
export interface EgressRule {
  /** Lowercase host name or `*.` pattern. */
  readonly domain: string;
  /** Protocol spoken. */
  readonly protocol: EgressProtocol;
  /** TCP port. */
  readonly port: number;
  /** Why this is needed. */
  readonly reason: string;
}

/**
 * What may leave an environment: a list of destinations, everything else is denied. One policy drives both layers, the
 * network firewall (names, protocols and ports) and the DNS firewall (names). Immutable.
 *
 * Refuses invalid names, IP addresses, ports out of range, DNS ports, empty reasons, the same destination twice, a
 * destination that a wildcard of the list already allows, and two protocols on one port of one name.
 *
 * @example
 * const egress = EgressPolicy.allow(
 *   { domain: 'erp.example.net', reason: 'invoices are booked in the ERP' },
 *   { domain: 'crl.example.org', protocol: EgressProtocol.HTTP, reason: 'revocation list of the ERP certificate' },
 * );
 */
export class EgressPolicy {
  /** Only these destinations. Throws a `DefinitionError` that lists every problem. */
  public static allow(...destinations: EgressDestination[]): EgressPolicy {
    const problems = new Problems();
    problems.when(destinations.length === 0, { at: 'destinations', must: 'must not be empty', fix: 'use EgressPolicy.denyAll() to allow nothing' });
    destinations.forEach((destination, index) => problems.addAll(destinationProblems(destination), `destinations[${index}]`));
    problems.refuse('egress policy');
    const rules = destinations.map(complete);
    problems.addAll(repetitions(rules));
    problems.addAll(contradictions(rules));
    problems.refuse('egress policy');
    return new EgressPolicy(rules);
  }

  /** Nothing may leave. */
  public static denyAll(): EgressPolicy {
    return new EgressPolicy([]);
  }

  /** The allowed destinations in a stable order: by domain, then port, then protocol. */
  public readonly rules: EgressRule[];

  private constructor(rules: readonly EgressRule[]) {
    this.rules = rules.map((rule) => fixed({ ...rule })).sort(byNameThenPort);
    Object.freeze(this.rules);
    fixed(this);
  }

  /**
   * A new policy that allows what any of the policies allows. A destination that several of them name stays one, with all
   * its reasons. Refuses two protocols on one port of one name.
   */
  public and(...others: EgressPolicy[]): EgressPolicy {
    const merged = new Map<string, EgressRule>();
    for (const rule of [this, ...others].flatMap((policy) => policy.rules)) {
      const known = merged.get(key(rule));
      const reason = known === undefined || known.reason.split('; ').includes(rule.reason) ? known?.reason ?? rule.reason : `${known.reason}; ${rule.reason}`;
      merged.set(key(rule), { ...rule, reason });
    }
    const rules = [...merged.values()];
    const problems = new Problems();
    problems.addAll(contradictions(rules));
    problems.refuse('egress policy');
    return new EgressPolicy(rules);
  }

  /** The names of all destinations, each once, sorted: what the DNS firewall lets resolve. */
  public get domains(): string[] {
    return [...new Set(this.rules.map(({ domain }) => domain))];
  }
}

function destinationProblems({ domain, port, reason }: EgressDestination): readonly Problem[] {
  const problems = new Problems();
  problems.addAll(DomainName.patternProblems(domain));
  if (port !== undefined) {
    const invalid = problems.when(!Number.isInteger(port) || port < 1 || port > 65_535, { at: 'port', must: 'must be a whole number from 1 to 65535', got: port });
    problems.when(!invalid && (port === 53 || port === 853), {
      at: 'port', must: 'must not be a DNS port', got: port, fix: 'names are resolved by the resolver of the VPC only',
    });
  }
  problems.when(reason.trim() === '', { at: 'reason', must: 'must not be empty', got: reason, fix: 'say what needs this destination' });
  return problems.list;
}

function complete(destination: EgressDestination): EgressRule {
  const protocol = destination.protocol ?? EgressProtocol.TLS;
  const port = destination.port ?? (protocol === EgressProtocol.TLS ? 443 : 80);
  return { domain: DomainName.pattern(destination.domain).text, protocol, port, reason: destination.reason.trim() };
}

function repetitions(rules: readonly EgressRule[]): readonly Problem[] {
  const problems = new Problems();
  rules.forEach((rule, index) => {
    const first = rules.findIndex((other, position) => position !== index && allows(other, rule) && (position < index || other.domain !== rule.domain));
    if (first === -1) return;
    const other = rules[first]?.domain;
    const must = other === rule.domain ? `must be named once, destinations[${first}] is the same` : `must not repeat what destinations[${first}], ${other}, allows`;
    problems.when(true, { at: `destinations[${index}].domain`, must, got: rule.domain, fix: 'remove one of the two' });
  });
  return problems.list;
}

function contradictions(rules: readonly EgressRule[]): readonly Problem[] {
  const problems = new Problems();
  for (const [index, rule] of rules.entries()) {
    const other = rules.slice(0, index).find(({ domain, port, protocol }) => domain === rule.domain && port === rule.port && protocol !== rule.protocol);
    problems.when(other !== undefined, {
      at: `destinations[${index}].protocol`, must: `must be one protocol on port ${rule.port} of ${rule.domain}, ${other?.protocol} is declared too`,
      got: rule.protocol, fix: 'keep the protocol that is spoken there',
    });
  }
  return problems.list;
}

function allows(wide: EgressRule, narrow: EgressRule): boolean {
  return wide.protocol === narrow.protocol && wide.port === narrow.port && DomainName.pattern(narrow.domain).isWithin(DomainName.pattern(wide.domain));
}

function key({ domain, port, protocol }: EgressRule): string {
  return `${domain} ${String(port).padStart(5, '0')} ${protocol}`;
}

function byNameThenPort(a: EgressRule, b: EgressRule): number {
  return key(a) < key(b) ? -1 : 1;
}
