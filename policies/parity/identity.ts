import type { DeclaredEnvironment } from './material';

/** Variables that tell a runtime to be fast, not which environment it is in; `production` is right in all of them. */
const RUNTIME_MODES = new Set(['NODE_ENV', 'RAILS_ENV', 'RACK_ENV', 'MIX_ENV', 'DJANGO_ENV', 'BABEL_ENV']);

/** Parameters that make an environment itself: they are never swapped. */
export const IDENTITY_PARAMETERS: ReadonlySet<string> = new Set(['name', 'kind', 'account', 'region', 'network.cidr', 'zoneName']);

/** What an environment is called in texts, as an expression, and what the same is called in the other one. */
interface Part {
  readonly expression: string;
  translate(found: string): string;
}

/**
 * Which texts of two environments say the same, each of itself. Exact and by position: where the first says its own account, name, address
 * or zone, the second must say its own; a text that is the same in both must not say any of the first's.
 */
export class Identity {
  private readonly forth: Translator;
  private readonly back: Translator;
  private readonly first: RegExp;
  private readonly second: RegExp;
  private readonly names: RegExp;
  private readonly declared: readonly string[];
  private readonly checked = new Map<string, boolean>();
  private readonly checkedForSecond = new Map<string, boolean>();

  public constructor(from: DeclaredEnvironment, to: DeclaredEnvironment, others: ReadonlyArray<{ readonly account: string }> = []) {
    const shared = others.map(({ account }) => account);
    this.forth = new Translator(from, to, shared);
    this.back = new Translator(to, from, shared);
    [this.first, this.second] = [expressionOf(from), expressionOf(to)];
    this.declared = declaredTexts(from);
    const words = [...new Set([from.name, from.kind].filter((word) => word !== to.name && word !== to.kind))];
    this.names = words.length === 0 ? /(?!)/g : new RegExp(words.map((word) => `(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`).join('|'), 'gi');
  }

  /** Whether `b` says of the second environment what `a` says of the first. `loose` for names made by the CDK, in which no letter ends a word. */
  public same(a: string, b: string, loose = false): boolean {
    if (this.saysSecond(a)) return false;
    return a === b ? !this.saysFirst(a) : this.forth.gives(a, b, loose);
  }

  /** Whether a text that is the second environment's names the first one: its account, zone, addresses, or its name as that of a thing. */
  public saysFirst(text: string): boolean {
    if (text.length < 2) return false;
    const known = this.checked.get(text);
    if (known !== undefined) return known;
    const rest = this.withoutDeclared(text).replaceAll(this.second, '');
    const says = rest.search(this.first) >= 0 || this.forth.hasAddress(rest) || this.namesThing(rest);
    this.checked.set(text, says);
    return says;
  }

  /** The text of the second environment as the first would say it, for display. */
  public asFirst(text: string): string {
    return this.back.translated(text, false, 'name');
  }

  /** Whether a text of the first environment names the second: its account, zone or addresses. Words are not enough: many a name is one. */
  private saysSecond(text: string): boolean {
    const known = this.checkedForSecond.get(text);
    if (known !== undefined) return known;
    const says = text.search(this.second) >= 0 || this.back.hasAddress(text);
    this.checkedForSecond.set(text, says);
    return says;
  }

  /** What a parameter says is no identity, even where it holds a name: a group of people, a host, a tag. */
  private withoutDeclared(text: string): string {
    return this.declared.reduce((rest, value) => (rest === value ? '' : value.includes(rest) ? rest : rest.replaceAll(value, '')), text);
  }

  /** A setting of a runtime: the word there is not a name. */
  public static isRuntimeMode(name: unknown): boolean {
    return typeof name === 'string' && RUNTIME_MODES.has(name);
  }

  /** `production` as the whole text or as part of a name; not in prose, where it stands between spaces. */
  private namesThing(text: string): boolean {
    const prose = (character: string | undefined): boolean => character === undefined || /[\s.,;:!?()"']/.test(character);
    return [...text.matchAll(this.names)].some(({ index, 0: { length } }) =>
      length === text.length || !/\s/.test(text) || !(prose(text[index - 1]) && prose(text[index + length])));
  }
}

interface Expressions {
  readonly parts: readonly Part[];
  readonly expression: RegExp;
}

/** Says in the words of one environment what another says of itself. */
class Translator {
  private readonly known = new Map<string, Expressions>();
  private readonly addresses: { inside(address: string): boolean; translate(address: string): string };

  public constructor(private readonly from: DeclaredEnvironment, private readonly to: DeclaredEnvironment, private readonly shared: readonly string[]) {
    this.addresses = addressesOf(from.cidr, to.cidr);
  }

  public gives(a: string, b: string, loose: boolean): boolean {
    if (this.translated(a, loose, 'name') === b) return true;
    return (this.to.kind !== this.to.name || this.from.kind !== this.from.name) && this.translated(a, loose, 'kind') === b;
  }

  public hasAddress(text: string): boolean {
    return /\d\.\d/.test(text) && [...text.matchAll(ADDRESS)].some(([found]) => this.addresses.inside(found));
  }

  public translated(text: string, loose: boolean, first: 'name' | 'kind'): string {
    const regional = this.from.region !== this.to.region && !this.shared.some((account) => text.includes(account));
    const key = `${loose} ${first} ${regional}`;
    const { parts, expression } = this.known.get(key) ?? this.expressions(loose, first, regional);
    this.known.set(key, { parts, expression });
    return text.replaceAll(expression, (found: string, ...groups: unknown[]) => parts[groups.findIndex((group) => group !== undefined)]?.translate(found) ?? found);
  }

  private expressions(loose: boolean, first: 'name' | 'kind', regional: boolean): Expressions {
    const parts = this.parts(loose, first, regional);
    return { parts, expression: new RegExp(parts.map(({ expression }) => `(${expression})`).join('|'), 'g') };
  }

  private parts(loose: boolean, first: 'name' | 'kind', regional: boolean): Part[] {
    const { from, to } = this;
    const word = (own: string): string => (loose ? escaped(own) : `(?<![A-Za-z0-9])${escaped(own)}(?![A-Za-z0-9])`);
    const spellings = (own: string, other: string): Part[] => [[own, other], [own.toUpperCase(), other.toUpperCase()], [capital(own), capital(other)]]
      .map(([one = '', two = '']) => ({ expression: word(one), translate: () => two }));
    const names = { name: spellings(from.name, to.name), kind: spellings(from.kind, to.kind) };
    const region: Part[] = regional ? [{ expression: `(?<![a-z0-9])${escaped(from.region)}(?=[a-z]?(?![a-z0-9]))`, translate: () => to.region }] : [];
    return [
      { expression: hostName(from.zoneName), translate: () => to.zoneName },
      { expression: digits(from.account), translate: () => to.account },
      { expression: ADDRESS.source, translate: (found) => this.addresses.translate(found) },
      ...region,
      ...(first === 'name' ? [...names.name, ...names.kind] : [...names.kind, ...names.name]),
    ];
  }
}

const ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/** Addresses of one block as the addresses at the same places of another of the same size. */
function addressesOf(from: string, to: string): { inside(address: string): boolean; translate(address: string): string } {
  const [a, length] = blockOf(from);
  const [b] = blockOf(to, length);
  const inside = (address: string): boolean => numberOf(address) >= a && numberOf(address) < a + 2 ** (32 - length);
  return { inside, translate: (address) => (inside(address) ? addressText(numberOf(address) - a + b) : address) };
}

function blockOf(cidr: string, size?: number): [first: number, length: number] {
  const [address = '', length = '32'] = cidr.split('/');
  const block = 2 ** (32 - (size ?? Number(length)));
  return [Math.floor(numberOf(address) / block) * block, size ?? Number(length)];
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Values of parameters, and names in their paths, that hold the environment's name, account or zone. */
function declaredTexts({ name, kind, account, zoneName, parameters }: DeclaredEnvironment): string[] {
  const own = [name, kind, account, zoneName];
  const said = Object.entries(parameters).filter(([path]) => !IDENTITY_PARAMETERS.has(path)).flatMap(([path, value]) => [...path.split('.'), ...value.split(', ')]);
  return [...new Set(said)].filter((text) => own.some((part) => text.includes(part)));
}

function expressionOf({ account, zoneName }: DeclaredEnvironment): RegExp {
  return new RegExp(`${digits(account)}|${hostName(zoneName)}`, 'gi');
}

function digits(account: string): string {
  return `(?<!\\d)${account}(?!\\d)`;
}

/** The zone itself and names in it, but not a longer name that only ends alike. */
function hostName(zone: string): string {
  return `(?<![A-Za-z0-9])${escaped(zone)}(?!-|[A-Za-z0-9]|\\.[A-Za-z0-9])`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
