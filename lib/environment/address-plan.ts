import { Cidr } from '../values/cidr';
import { Problems } from '../values/problems';
import { fixed, readOnlyMap } from '../values/read-only';

/**
 * Blocks of addresses by name that never overlap. A plan is not changed: `reserve` and `allocate` return a new one. Blocks are allocated in the
 * order of the names, so a name that is appended leaves the blocks before it as they are; a name that is retired stays in the list, because
 * leaving it out would renumber those behind it.
 *
 * @example
 * const plan = AddressPlan.within('10.0.0.0/8', 16)
 *   .reserve({ office: '10.0.0.0/12' })
 *   .allocate('production', 'staging', 'training');
 * const network = { cidr: plan.blockFor('staging'), availabilityZones: ['a', 'b', 'c'] };
 */
export class AddressPlan {
  /** An empty plan inside `supernet` that allocates blocks of `prefixLength` bits, for example `/16` blocks in `10.0.0.0/8`. */
  public static within(supernet: string, prefixLength: number): AddressPlan {
    const problems = new Problems();
    const malformed = Cidr.problems(supernet, 'supernet');
    problems.addAll(malformed);
    if (malformed.length === 0) {
      const { prefix, bits } = Cidr.of(supernet);
      problems.when(!Number.isInteger(prefixLength) || prefixLength < prefix || prefixLength > bits, {
        at: 'prefixLength', must: `must be a whole number from ${prefix} to ${bits}`, got: prefixLength,
      });
    }
    problems.refuse('address plan');
    return new AddressPlan(supernet, prefixLength, {});
  }

  /** Name to block, in alphabetical order of the names. */
  public readonly blocks: { readonly [name: string]: string };

  private constructor(
    /** The addresses the plan divides. */
    public readonly supernet: string,
    /** The length of the prefix of allocated blocks. */
    public readonly prefixLength: number,
    blocks: { readonly [name: string]: string },
  ) {
    this.blocks = readOnlyMap(blocks);
    fixed(this);
  }

  /**
   * This plan with blocks that are fixed: addresses already in use, or an environment that must keep its own. They may have any length.
   * Refuses, all at once, malformed blocks, blocks outside the supernet, blocks that overlap, and names that are taken.
   */
  public reserve(blocks: { [name: string]: string }): AddressPlan {
    const problems = new Problems();
    const taken = new Map(Object.entries(this.blocks));
    for (const [name, block] of Object.entries(blocks)) {
      if (this.isFine(problems, taken, name, block)) taken.set(name, block);
    }
    problems.refuse('address plan');
    return new AddressPlan(this.supernet, this.prefixLength, Object.fromEntries(taken));
  }

  /** This plan with the next free block for each name. Refuses names that are taken, and more names than there is room for. */
  public allocate(...names: string[]): AddressPlan {
    const problems = new Problems();
    const taken = new Map(Object.entries(this.blocks));
    for (const name of names) {
      if (problems.when(taken.has(name), { at: name, must: 'must be named once', got: taken.get(name), fix: 'choose another name' })) continue;
      const block = Cidr.firstFree(Cidr.of(this.supernet), this.prefixLength, [...taken.values()].map((each) => Cidr.of(each)));
      if (block !== undefined) taken.set(name, block.toString());
      problems.when(block === undefined, {
        at: name, must: `must find a free /${this.prefixLength} block in ${this.supernet}`, fix: 'choose a wider supernet or a longer prefix',
      });
    }
    problems.refuse('address plan');
    return new AddressPlan(this.supernet, this.prefixLength, Object.fromEntries(taken));
  }

  /** The block of a name. Refuses a name the plan does not know. */
  public blockFor(name: string): string {
    const block = this.blocks[name];
    if (block !== undefined) return block;
    const problems = new Problems();
    problems.when(true, { at: name, must: 'must be a name of the plan', fix: `add it with allocate(${JSON.stringify(name)})` });
    problems.refuse('address plan');
    return '';
  }

  private isFine(problems: Problems, taken: ReadonlyMap<string, string>, name: string, block: string): boolean {
    const malformed = Cidr.problems(block, name);
    problems.addAll(malformed);
    if (malformed.length > 0) return false;
    const cidr = Cidr.of(block);
    const known = problems.when(taken.has(name), { at: name, must: 'must be named once', got: block, fix: 'choose another name' });
    const outside = problems.when(!Cidr.of(this.supernet).contains(cidr), { at: name, must: `must be inside ${this.supernet}`, got: block });
    const [other, theirs] = [...taken].find(([, each]) => Cidr.of(each).overlaps(cidr)) ?? [];
    const free = Cidr.firstFree(Cidr.of(this.supernet), cidr.prefix, [...taken.values()].map((each) => Cidr.of(each)));
    const overlap = problems.when(!known && other !== undefined, {
      at: name, must: `must not overlap ${other}'s ${theirs}`, got: block,
      fix: free === undefined ? 'no block of this length is free' : `choose a free block, for example ${free.toString()}`,
    });
    return !known && !outside && !overlap;
  }
}
