import { Address4, Address6 } from 'ip-address';
import { DefinitionError, type Problem } from './problems';

/** More blocks than this in one `split` is a mistake of the caller, not a plan. */
const maximumBlocks = 65_536n;

/**
 * A block of addresses, written canonically: `10.20.0.0/16`, `2001:db8::/32`. Immutable. Refuses a bare address, a prefix
 * length out of range and host bits that are set (`10.20.0.1/16`), because AWS would silently clear them.
 */
export class Cidr {
  /** Parses `text`. Throws a `DefinitionError` with the exact problem; `at` names the property in it. */
  public static of(text: string, at = 'cidr'): Cidr {
    const problems = Cidr.problems(text, at);
    if (problems.length > 0) throw new DefinitionError('address block', problems);
    const address = parse(text);
    return new Cidr(versionOf(text), address.startAddress().bigInt(), address.subnetMask);
  }

  /** What is wrong with `text` as a block; empty when nothing is. */
  public static problems(text: string, at = 'cidr'): readonly Problem[] {
    const example = 'must be an address block such as 10.20.0.0/16';
    if (!/^[0-9a-fA-F.:]+\/[0-9]{1,3}$/.test(text)) {
      const bare = /^[0-9.]+$/.test(text) ? `${text}/32` : undefined;
      return [{ at, must: example, got: text, fix: bare ? `write the prefix length, for one address ${bare}` : 'write address/prefix' }];
    }
    let address: Address4 | Address6;
    try {
      address = parse(text);
    } catch (error) {
      return [{ at, must: example, got: text, fix: reason(error) }];
    }
    const canonical = `${address.startAddress().correctForm()}/${address.subnetMask}`;
    return canonical === text ? [] : [{ at, must: 'must be written by its first address', got: text, fix: `write ${canonical}` }];
  }

  /**
   * The first block of length `prefix` inside `supernet` that overlaps none of `taken`, or undefined when none is left.
   * Stable: it depends on nothing but its arguments.
   */
  public static firstFree(supernet: Cidr, prefix: number, taken: readonly Cidr[]): Cidr | undefined {
    if (prefix < supernet.prefix || prefix > supernet.bits) return undefined;
    const size = 1n << BigInt(supernet.bits - prefix);
    let start = supernet.first;
    while (start + size - 1n <= supernet.last) {
      const candidate = new Cidr(supernet.version, start, prefix);
      const obstacle = taken.find((block) => block.overlaps(candidate));
      if (obstacle === undefined) return candidate;
      start = ((obstacle.last > candidate.last ? obstacle.last : candidate.last) / size + 1n) * size;
    }
    return undefined;
  }

  /** The last address, as a number. */
  public readonly last: bigint;
  /** Bits of an address: 32 or 128. */
  public readonly bits: number;

  private constructor(
    /** 4 or 6. */
    public readonly version: 4 | 6,
    /** The first address, as a number. */
    public readonly first: bigint,
    /** Length of the prefix in bits; a smaller number is a wider block. */
    public readonly prefix: number,
  ) {
    this.bits = version === 4 ? 32 : 128;
    this.last = first + (1n << BigInt(this.bits - prefix)) - 1n;
    Object.freeze(this);
  }

  /** How many addresses the block has. */
  public get size(): bigint {
    return this.last - this.first + 1n;
  }

  /** Whether every address of `other` is in this block. */
  public contains(other: Cidr): boolean {
    return this.version === other.version && this.first <= other.first && other.last <= this.last;
  }

  /** Whether the two blocks have an address in common. */
  public overlaps(other: Cidr): boolean {
    return this.version === other.version && this.first <= other.last && other.first <= this.last;
  }

  /** The `index`-th (from 0) block of length `prefix` inside this one. Throws a RangeError outside it. */
  public block(prefix: number, index: number): Cidr {
    const size = 1n << BigInt(this.bits - prefix);
    const start = this.first + size * BigInt(index);
    if (prefix < this.prefix || prefix > this.bits || index < 0 || start + size - 1n > this.last) {
      throw new RangeError(`${this.toString()} has no block number ${index} of length /${prefix}`);
    }
    return new Cidr(this.version, start, prefix);
  }

  /** This block cut into equal blocks of length `prefix`, in ascending order. */
  public split(prefix: number): Cidr[] {
    if (prefix < this.prefix || prefix > this.bits) throw new RangeError(`${this.toString()} cannot be split into /${prefix}`);
    const count = 1n << BigInt(prefix - this.prefix);
    if (count > maximumBlocks) throw new RangeError(`${this.toString()} has ${count} blocks of /${prefix}; at most ${maximumBlocks} can be listed`);
    return Array.from({ length: Number(count) }, (_, index) => this.block(prefix, index));
  }

  /** Whether all of it is private address space (RFC 1918 for IPv4, fc00::/7 for IPv6). */
  public get isPrivate(): boolean {
    const ranges = this.version === 4 ? ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] : ['fc00::/7'];
    return ranges.some((range) => Cidr.of(range).contains(this));
  }

  /** The canonical form. */
  public toString(): string {
    const address = this.version === 4 ? Address4.fromBigInt(this.first) : Address6.fromBigInt(this.first);
    return `${address.correctForm()}/${this.prefix}`;
  }
}

function versionOf(text: string): 4 | 6 {
  return text.includes(':') ? 6 : 4;
}

function parse(text: string): Address4 | Address6 {
  return versionOf(text) === 6 ? new Address6(text) : new Address4(text);
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/subnet mask/i.test(message)) return 'use a prefix length of 0 to 32 for IPv4, 0 to 128 for IPv6';
  if (/leading zero/i.test(message)) return 'write the numbers without leading zeros';
  return 'use four numbers of 0 to 255, or an IPv6 address';
}
