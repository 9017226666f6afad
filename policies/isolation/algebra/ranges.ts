/** Whole numbers from `first` to `last`, both included. Numbers, dates (milliseconds) and addresses are all read so. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** A kind of value that is compared by order: which numbers there are, and how one of a range is written. */
export interface Scale {
  readonly all: readonly Range[];
  /** Some value of the range, as a request carries it. */
  readonly show: (range: Range) => string;
}

const WIDE = 1n << 80n;
const MILLION = 1_000_000n;
/** IPv6 addresses are counted from here, so that no IPv4 address equals an IPv6 one. */
const IPV6_OFFSET = 1n << 130n;

/** Numbers, counted in millionths. */
export const NUMBERS: Scale = { all: [{ first: -WIDE, last: WIDE }], show: (range) => decimal(nearest(range)) };

/** Moments, counted in milliseconds of the years that dates are written in. */
export const DATES: Scale = {
  all: [{ first: BigInt(Date.UTC(1, 0, 1)), last: BigInt(Date.UTC(9999, 0, 1)) }],
  show: (range) => new Date(Number(nearest(range))).toISOString(),
};

/** All IPv4 and IPv6 addresses. */
export const ADDRESSES: Scale = {
  all: [{ first: 0n, last: (1n << 32n) - 1n }, { first: IPV6_OFFSET, last: IPV6_OFFSET + (1n << 128n) - 1n }],
  show: ({ first }) => addressAt(first),
};

/** The number of the range that is closest to zero. */
function nearest({ first, last }: Range): bigint {
  return first > 0n ? first : last < 0n ? last : 0n;
}

function decimal(value: bigint): string {
  const sign = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  const fraction = String(size % MILLION).padStart(6, '0').replace(/0+$/, '');
  return `${sign}${size / MILLION}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A decimal number in millionths; undefined when it is none or finer than that. */
export function millionths(text: string): bigint | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const size = BigInt(parts[2] ?? '0') * MILLION + BigInt((parts[3] ?? '').padEnd(6, '0'));
  return parts[1] === '-' ? -size : size;
}

/** A moment (ISO 8601 or seconds since 1970) in milliseconds; undefined when it is none. */
export function milliseconds(text: string): bigint | undefined {
  if (/^\d+$/.test(text.trim())) return BigInt(text.trim()) * 1000n;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : BigInt(moment);
}

/** The addresses of a block such as `10.0.0.0/8` or `2001:db8::/32`; undefined when it is not an address block. */
export function addressRange(text: string): Range | undefined {
  const [address = '', length, rest] = text.trim().split('/');
  if (rest !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const six = address.includes(':');
  const bits = six ? 128n : 32n;
  const value = six ? ipv6(address) : ipv4(address);
  const prefix = length === undefined ? bits : BigInt(length);
  if (value === undefined || prefix > bits) return undefined;
  const size = 1n << (bits - prefix);
  const first = (value / size) * size + (six ? IPV6_OFFSET : 0n);
  return { first, last: first + size - 1n };
}

/** The address that stands at `value` in the common count of IPv4 and IPv6 addresses. */
function addressAt(value: bigint): string {
  if (value < IPV6_OFFSET) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const six = value - IPV6_OFFSET;
  return Array.from({ length: 8 }, (_, i) => ((six >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
}

function ipv4(address: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(address: string): bigint | undefined {
  const [head = '', tail, more] = address.split('::');
  if (more !== undefined) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 0) return undefined;
  const words = [...before, ...Array.from({ length: gap }, () => '0'), ...after];
  if (words.some((word) => !/^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return words.reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n);
}

/** What lies in both. */
export function intersect(some: readonly Range[], others: readonly Range[]): Range[] {
  return some.flatMap((a) => others.map((b) => ({
    first: a.first > b.first ? a.first : b.first,
    last: a.last < b.last ? a.last : b.last,
  }))).filter(({ first, last }) => first <= last);
}

/** What lies in `all` but not in `some`. */
export function subtract(all: readonly Range[], some: readonly Range[]): Range[] {
  return some.reduce<Range[]>((left, cut) => left.flatMap((range) => {
    if (cut.last < range.first || cut.first > range.last) return [range];
    return [{ first: range.first, last: cut.first - 1n }, { first: cut.last + 1n, last: range.last }]
      .filter(({ first, last }) => first <= last);
  }), [...all]);
}

/** Whether two address blocks share an address. Undefined when one of them is not an address block. */
export function overlaps(one: string, other: string): boolean | undefined {
  const a = addressRange(one);
  const b = addressRange(other);
  return a && b ? a.first <= b.last && b.first <= a.last : undefined;
}
