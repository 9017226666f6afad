import { domainToASCII } from 'node:url';
import { DefinitionError, type Problem } from './problems';

/**
 * Names directly under which strangers can get a name of their own. A wildcard here would allow everybody's names, so it is
 * refused. Not the whole public suffix list: the registries and clouds seen most in egress lists.
 */
const sharedSuffixes: ReadonlySet<string> = new Set([
  'co.uk', 'org.uk', 'ac.uk', 'gov.uk', 'com.au', 'net.au', 'co.nz', 'co.jp', 'co.in', 'co.za', 'com.br', 'com.cn', 'com.mx', 'com.tr',
  'amazonaws.com', 's3.amazonaws.com', 'execute-api.amazonaws.com', 'elb.amazonaws.com', 'amazonaws.com.cn', 'on.aws', 'awsapps.com',
  'cloudfront.net', 'amplifyapp.com', 'awsglobalaccelerator.com', 'elasticbeanstalk.com',
  'azurewebsites.net', 'azureedge.net', 'azurefd.net', 'blob.core.windows.net', 'core.windows.net', 'cloudapp.net', 'trafficmanager.net',
  'appspot.com', 'web.app', 'firebaseapp.com', 'googleusercontent.com', 'run.app', 'cloudfunctions.net', 'storage.googleapis.com',
  'herokuapp.com', 'netlify.app', 'vercel.app', 'pages.dev', 'workers.dev', 'github.io', 'gitlab.io', 'fastly.net', 'ngrok.io', 'ngrok.app',
  'duckdns.org', 'onrender.com', 'fly.dev', 'trycloudflare.com',
]);

/** How a shared regional AWS name looks: strangers get names under `s3.eu-west-1.amazonaws.com` as well. */
const sharedRegional = /^((s3|execute-api|elb|compute)[.-])?[a-z]{2}(-[a-z]+)+-\d(\.(elb|compute))?\.amazonaws\.com(\.cn)?$/;

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A host name such as `erp.example.com`, or a pattern such as `*.example.com`, which stands for every name below
 * `example.com` at any depth but not for `example.com` itself. Lowercase; international names in their `xn--` form.
 * Refuses IP addresses, single labels, `*` anywhere but as the whole first label, and a wildcard over a top-level or
 * shared domain (`*.com`, `*.co.uk`, `*.s3.amazonaws.com`).
 */
export class DomainName {
  /** Parses a host name without wildcard. Throws a `DefinitionError`; `at` names the property in it. */
  public static of(text: string, at = 'domain'): DomainName {
    return DomainName.checked(text, DomainName.problems(text, at));
  }

  /** Parses a host name or a wildcard pattern. Throws a `DefinitionError`; `at` names the property in it. */
  public static pattern(text: string, at = 'domain'): DomainName {
    return DomainName.checked(text, DomainName.patternProblems(text, at));
  }

  /** What is wrong with `text` as a host name; empty when nothing is. */
  public static problems(text: string, at = 'domain'): readonly Problem[] {
    const stars = text.includes('*');
    return stars ? [{ at, must: 'must be one host name, not a pattern', got: text, fix: 'name the host' }] : nameProblems(text, text, at);
  }

  /** What is wrong with `text` as a host name or pattern; empty when nothing is. */
  public static patternProblems(text: string, at = 'domain'): readonly Problem[] {
    if (!text.includes('*')) return nameProblems(text, text, at);
    const rest = text.slice(2).toLowerCase();
    if (!text.startsWith('*.') || rest.includes('*')) {
      return [{ at, must: 'must have its only * as the whole first label', got: text, fix: 'write a pattern such as *.example.com' }];
    }
    const shared = !rest.includes('.') || sharedSuffixes.has(rest) || sharedRegional.test(rest);
    if (shared && rest.split('.').every((part) => label.test(part))) {
      return [{ at, must: 'must not be a wildcard over a domain in which anybody can register', got: text, fix: 'name the hosts' }];
    }
    return nameProblems(rest, text, at);
  }

  private static checked(text: string, problems: readonly Problem[]): DomainName {
    if (problems.length > 0) throw new DefinitionError('domain name', problems);
    const lower = text.toLowerCase();
    return new DomainName(lower, lower.startsWith('*.'));
  }

  private constructor(
    /** The canonical text: lowercase, with `*.` in front when it is a pattern. */
    public readonly text: string,
    /** Whether it stands for all names below a domain. */
    public readonly isWildcard: boolean,
  ) {
    Object.freeze(this);
  }

  /** The text without `*.`: the domain a pattern is about, or the name itself. */
  public get suffix(): string {
    return this.isWildcard ? this.text.slice(2) : this.text;
  }

  /** Whether every name this one stands for is also one `other` stands for. */
  public isWithin(other: DomainName): boolean {
    return other.isWildcard ? this.text.endsWith(other.text.slice(1)) : this.text === other.text;
  }

  /** The canonical text. */
  public toString(): string {
    return this.text;
  }
}

function nameProblems(name: string, got: string, at: string): readonly Problem[] {
  const must = 'must be a domain name such as erp.example.com';
  const lower = name.toLowerCase();
  const refuse = (fix: string, what = must): readonly Problem[] => [{ at, must: what, got, fix }];
  if (isAddress(name)) return refuse('name the host; the firewalls match names', 'must not be an IP address');
  if (/\P{ASCII}/u.test(name)) return refuse(`write its ASCII form ${domainToASCII(lower) || 'xn--...'}`);
  if (lower.includes('://') || /[/:@?#]/.test(lower)) return refuse('leave out scheme, port and path');
  if (lower.endsWith('.')) return refuse('leave out the last dot');
  const labels = lower.split('.');
  if (labels.length < 2) return refuse('write the full name with its top-level domain');
  if (lower.length > 253) return refuse('use at most 253 characters');
  if (!labels.every((part) => label.test(part))) return refuse('use labels of 1 to 63 letters, digits and inner hyphens');
  return [];
}

function isAddress(name: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '').replace(/\/\d+$/, '');
  return /^(\d+|0x[0-9a-f]+)(\.(\d+|0x[0-9a-f]+)){0,3}$/i.test(bare) || /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare);
}
