import { ABSENT, Choice, isFields, isList, Made, Pattern, Untold, type Value } from '../assembly/value';
import { addressRange } from './algebra/ranges';
import { decodedParts } from './decode-text';
import type { Zone, Zones } from './zones';

/** Something in a text that belongs to another zone. */
export interface Mention {
  readonly zone: Zone;
  /** What was read, for example `111111111111` or `db.projects.example.com`. */
  readonly text: string;
  readonly as: 'account' | 'resource' | 'host name' | 'bucket' | 'address';
}

/** Calls `visit` for every text in a value, with the path to it. `skip` keeps parts out. */
export function walkTexts(value: Value, path: readonly string[], visit: (text: string, path: readonly string[]) => void, skip?: (path: readonly string[]) => boolean): void {
  if (skip?.(path)) return;
  if (typeof value === 'string') visit(value, path);
  else if (typeof value === 'number') visit(String(value), path);
  else if (value instanceof Pattern) visit(patternText(value), path);
  else if (value instanceof Choice) value.options.forEach((option, i) => walkTexts(option, [...path, 'Fn::If', String(i + 1)], visit, skip));
  else if (isList(value)) value.forEach((element, i) => walkTexts(element, [...path, String(i)], visit, skip));
  else if (isFields(value)) {
    for (const [name, part] of Object.entries(value)) {
      if (part === ABSENT) continue;
      if (name.length > 3) visit(name, path);
      walkTexts(part, [...path, name], visit, skip);
    }
  }
}

/** Made parts keep their account in view, and untold parts what they refer to. */
function patternText(pattern: Pattern): string {
  return pattern.parts.map((part) => (part instanceof Untold ? (part.why.includes('{{resolve:') ? part.why : '*') : part instanceof Made ? `⟨${part.account}|⟩` : part)).join('');
}

const ACCOUNT = /(?<![0-9a-zA-Z])(\d{4})[-_ ]?(\d{4})[-_ ]?(\d{4})(?![0-9a-zA-Z])/g;
const HOST = /[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+/g;
const BUCKET = /[a-z0-9][a-z0-9.-]{2,62}/g;
const BLOCK = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\d.])/g;
const BLOCK_OF_GROUPS = /(?<![0-9a-z:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\/\d{1,3})?(?![0-9a-z:])/g;

/** Longer texts are seldom seen twice. */
const LONG = 100;

/** Finds what belongs to other zones in texts of a zone. */
export class MentionFinder {
  private readonly seen = new Map<string, readonly Mention[]>();

  /** Some zone has addresses of version 6. */
  private readonly hasGroups: boolean;

  public constructor(private readonly zones: Zones, private readonly ownerOfBucket: (name: string) => string | undefined) {
    this.hasGroups = zones.list.some(({ cidrs }) => cidrs.some((cidr) => cidr.includes(':')));
  }

  /** Everything in `text` that belongs to a zone other than `home`; the same thing once. */
  public find(text: string, home: Zone): readonly Mention[] {
    const key = `${home.name}|${text}`;
    const known = text.length > LONG ? undefined : this.seen.get(key);
    if (known) return known;
    const found = new Map<string, Mention>();
    for (const mention of this.read(text, home, 2)) found.set(`${mention.zone.name}|${mention.text}`, mention);
    const mentions = [...found.values()];
    if (text.length <= LONG) this.seen.set(key, mentions);
    return mentions;
  }

  private read(text: string, home: Zone, depth: number): Mention[] {
    const lower = text.toLowerCase();
    const candidates: (readonly [Zone | undefined, string, Mention['as']])[] = [
      ...(/\d{4}/.test(text) ? this.accounts(text, lower) : []),
      ...(text.includes('.') ? this.addresses(text, lower) : []),
      ...(this.hasGroups && text.includes(':') ? this.groups(lower) : []),
      ...this.buckets(lower),
    ];
    const mentions = candidates.flatMap(([zone, what, as]): Mention[] => (zone && zone.name !== home.name ? [{ zone, text: what, as }] : []));
    if (depth > 0 && text.length >= 12) for (const decoded of decodedParts(text)) mentions.push(...this.read(decoded, home, depth - 1));
    return mentions;
  }

  private accounts(text: string, lower: string): (readonly [Zone | undefined, string, Mention['as']])[] {
    return [
      ...[...text.matchAll(ACCOUNT)].map(([whole, a = '', b = '', c = '']) => [this.zones.ofAccount(a + b + c), whole, 'account'] as const),
      ...[...text.matchAll(/⟨(\d{12})\|⟩/g)].map(([, account]) => [this.zones.ofAccount(account), `a resource of ${account ?? ''}`, 'resource'] as const),
      ...[...lower.matchAll(/[-_.a-z](\d{12})(?!\d)/g)].map(([, account = '']) => [this.zones.ofAccount(account), account, 'account'] as const),
    ];
  }

  private addresses(text: string, lower: string): (readonly [Zone | undefined, string, Mention['as']])[] {
    return [
      ...[...lower.matchAll(HOST)].map(([host]) => [this.zones.ofHost(host), host, 'host name'] as const),
      ...[...text.matchAll(BLOCK)].filter(([block]) => addressRange(block)).map(([block]) => [this.zones.holding(block), block, 'address'] as const),
    ];
  }

  private groups(lower: string): (readonly [Zone | undefined, string, Mention['as']])[] {
    return [...lower.matchAll(BLOCK_OF_GROUPS)].filter(([block]) => addressRange(block)).map(([block]) => [this.zones.holding(block), block, 'address'] as const);
  }

  private buckets(lower: string): (readonly [Zone | undefined, string, Mention['as']])[] {
    return [...lower.matchAll(BUCKET)].map(([name]) => {
      const owner = this.ownerOfBucket(name) ?? this.ownerOfBucket(name.split('.')[0] ?? '');
      return [this.zones.ofAccount(owner), name, 'bucket'] as const;
    });
  }
}
