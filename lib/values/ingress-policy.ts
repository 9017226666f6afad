import { Cidr } from './cidr';
import { Problems, type Problem } from './problems';
import { fixed } from './read-only';

/** A network that may call in. */
export interface IngressSource {
  /** IPv4 block, for example `203.0.113.0/24`; at most 255 blocks and at most a /8 of addresses together. */
  readonly cidr: string;
  /** Whose network it is, at most 255 characters; refused when empty. */
  readonly description: string;
}

/**
 * Who may call in from the internet: a list of networks, or the world. Immutable.
 *
 * An allow-list refuses the whole internet, blocks wider than /8, lists that add up to more than a /8, overlapping and
 * malformed blocks, IPv6 (the network carries IPv4 only) and missing descriptions. Whoever wants the world says
 * `IngressPolicy.world()`, which environments other than production refuse.
 *
 * @example
 * const ingress = IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }]);
 */
export class IngressPolicy {
  /** Only these networks. Throws a `DefinitionError` that lists every problem. */
  public static allowList(sources: IngressSource[]): IngressPolicy {
    const problems = new Problems();
    problems.when(sources.length === 0, { at: 'sources', must: 'must not be empty', fix: 'name the networks that may call in' });
    problems.when(sources.length > 255, { at: 'sources', must: 'must be at most 255 blocks', got: sources.length, fix: 'join adjacent blocks' });
    sources.forEach((source, index) => problems.addAll(sourceProblems(source), `sources[${index}]`));
    problems.refuse('ingress policy');
    problems.addAll(togetherProblems(sources.map(({ cidr }) => Cidr.of(cidr))));
    problems.refuse('ingress policy');
    return new IngressPolicy(false, sources);
  }

  /** Everybody. For production only; other environments refuse it. */
  public static world(): IngressPolicy {
    return new IngressPolicy(true, []);
  }

  /** The networks that may call in, as given; empty for the world. */
  public readonly sources: IngressSource[];

  private constructor(
    /** Whether everybody may call in. */
    public readonly isWorld: boolean,
    sources: readonly IngressSource[],
  ) {
    this.sources = sources.map(({ cidr, description }) => fixed({ cidr, description: description.trim() }));
    Object.freeze(this.sources);
    fixed(this);
  }
}

function sourceProblems({ cidr, description }: IngressSource): readonly Problem[] {
  const problems = new Problems();
  const world = problems.when(cidr === '0.0.0.0/0' || cidr === '::/0', {
    at: 'cidr', must: 'must not be the whole internet', got: cidr, fix: 'name the networks, or use IngressPolicy.world() in production',
  });
  if (!world) problems.addAll(blockProblems(cidr));
  problems.when(description.trim() === '', { at: 'description', must: 'must not be empty', got: description, fix: 'say whose network it is' });
  problems.when(description.trim().length > 255, { at: 'description', must: 'must be at most 255 characters', got: description.length });
  return problems.list;
}

function blockProblems(cidr: string): readonly Problem[] {
  const malformed = Cidr.problems(cidr);
  if (malformed.length > 0) return malformed;
  const block = Cidr.of(cidr);
  if (block.version === 6) return [{ at: 'cidr', must: 'must be an IPv4 block', got: cidr, fix: 'the load balancer is reachable over IPv4 only' }];
  if (block.prefix < 8) return [{ at: 'cidr', must: 'must not be wider than /8', got: cidr, fix: 'name the networks, or use IngressPolicy.world() in production' }];
  return [];
}

function togetherProblems(blocks: readonly Cidr[]): readonly Problem[] {
  const problems = new Problems();
  blocks.forEach((block, index) => {
    const first = blocks.findIndex((other, position) => position < index && other.overlaps(block));
    problems.when(first !== -1, {
      at: `sources[${index}].cidr`, must: `must not overlap sources[${first}], ${blocks[first]?.toString()}`, got: block.toString(), fix: 'keep the wider of the two',
    });
  });
  const addresses = blocks.reduce((sum, block) => sum + block.size, 0n);
  problems.when(problems.list.length === 0 && addresses > 1n << 24n, {
    at: 'sources', must: 'must not add up to more than a /8', got: `${addresses} addresses`, fix: 'name the networks, or use IngressPolicy.world() in production',
  });
  return problems.list;
}
