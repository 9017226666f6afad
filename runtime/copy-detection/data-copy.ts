/** Something in the account that holds data. */
export interface DataCopy {
  /** What it is: `bucket`, `cluster snapshot`, `export`... */
  readonly kind: string;
  readonly name: string;
  readonly created?: Date;
  /** The CloudFormation stack that made it, by the tag that only CloudFormation sets. */
  readonly stack?: string;
  /** Accounts it is shared with; `all` or `*` is everyone. */
  readonly sharedWith: readonly string[];
}

/** What may be there. */
export interface Declared {
  /** Stacks whose resources are declared. */
  readonly stacks: ReadonlySet<string>;
  /** Names of copies that somebody declared. */
  readonly names: ReadonlySet<string>;
  /** How names begin of what restore tests make and take away again. */
  readonly temporaryPrefixes: readonly string[];
  /** How long such things may live, in hours. */
  readonly temporaryHours: number;
  readonly now: Date;
}

/** What nobody declared, and what is shared with another account, declared or not. */
export function judgeCopies(copies: readonly DataCopy[], declared: Declared): { readonly undeclared: DataCopy[]; readonly shared: DataCopy[] } {
  return {
    undeclared: copies.filter((copy) => !isDeclared(copy, declared)),
    shared: copies.filter(({ sharedWith }) => sharedWith.length > 0),
  };
}

function isDeclared(copy: DataCopy, { stacks, names, temporaryPrefixes, temporaryHours, now }: Declared): boolean {
  if (names.has(copy.name) || copy.stack !== undefined && stacks.has(copy.stack)) return true;
  const temporary = temporaryPrefixes.some((prefix) => copy.name.startsWith(prefix));
  return temporary && copy.created !== undefined && now.getTime() - copy.created.getTime() <= temporaryHours * 3_600_000;
}

/** The tag that CloudFormation puts on what it makes; nobody else can set tags that begin with `aws:`. */
export function stackOf(tags: ReadonlyArray<{ readonly Key?: string; readonly Value?: string }> | undefined): string | undefined {
  return tags?.find(({ Key }) => Key === 'aws:cloudformation:stack-name')?.Value;
}
