type Fields = Readonly<Record<string, unknown>>;
type Wrong = (at: string, must: string, got?: unknown) => void;

/** Where the accounts stand in the organisation, as far as the zones file tells. */
export class OrganizationTree {
  public constructor(
    /** Account to its path, for example `o-abc1234567/r-ab12/ou-ab12-11111111/`. */
    private readonly paths: ReadonlyMap<string, string> = new Map(),
    /** No policy of the organisation binds this account. */
    public readonly managementAccount: string | undefined = undefined,
    private readonly root: string | undefined = undefined,
  ) {}

  /** The value of `aws:PrincipalOrgPaths` for callers of the account; undefined when it is not told. */
  public pathOf(account: string): string | undefined {
    return this.paths.get(account);
  }

  /** Whether a policy that is attached to `target` (an account, a unit, the root) binds the account. */
  public binds(target: string, account: string): boolean {
    if (account === this.managementAccount) return false;
    if (target.startsWith('r-')) return this.root === undefined || target === this.root;
    return target === account || (target.startsWith('ou-') && (this.paths.get(account)?.split('/').includes(target) ?? false));
  }

  /** Whether the account stands below a unit; undefined when its path is not told. */
  public within(unit: string, account: string): boolean | undefined {
    return this.paths.get(account)?.split('/').includes(unit);
  }
}

/** The tree in the `organization` of a zones file: `units` with their parents and accounts, or `ouPaths` by zone. */
export function parseOrganization(organization: Fields, zones: readonly { readonly name: string; readonly accounts: readonly string[] }[], wrong: Wrong): OrganizationTree {
  const { managementAccount, rootId } = organization;
  if (managementAccount !== undefined && !/^\d{12}$/.test(String(managementAccount))) wrong('organization.managementAccount', 'be an account id of twelve digits, as a text', managementAccount);
  if (rootId !== undefined && !/^r-[a-z0-9]{4,32}$/.test(String(rootId))) wrong('organization.rootId', 'be the id of a root such as r-ab12', rootId);
  const paths = new Map<string, string>();
  pathsOfZones(organization, zones, paths, wrong);
  pathsOfUnits(organization, paths, wrong);
  const told = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
  return new OrganizationTree(paths, told(managementAccount), told(rootId));
}

function pathsOfZones({ id, ouPaths }: Fields, zones: readonly { readonly name: string; readonly accounts: readonly string[] }[], paths: Map<string, string>, wrong: Wrong): void {
  for (const [name, path] of Object.entries(fieldsOf(ouPaths))) {
    const zone = zones.find((one) => one.name === name);
    const right = typeof path === 'string' && path.startsWith(`${String(id)}/`) && /^[a-z0-9/-]+\/$/.test(path);
    if (!zone) wrong(`organization.ouPaths.${name}`, 'be of a declared zone', name);
    else if (!right) wrong(`organization.ouPaths.${name}`, `be a path that starts with ${String(id)}/ and ends with /`, path);
    else for (const account of zone.accounts) paths.set(account, path);
  }
}

function pathsOfUnits({ id, units }: Fields, paths: Map<string, string>, wrong: Wrong): void {
  const all = new Map(Object.entries(fieldsOf(units)).map(([unit, content]) => [unit, fieldsOf(content)]));
  for (const [unit, { accounts }] of all) {
    const at = `organization.units.${unit}`;
    if (!/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/.test(unit)) wrong(at, 'be the id of a unit such as ou-ab12-11111111', unit);
    const steps = stepsTo(unit, all, wrong);
    for (const account of Array.isArray(accounts) ? accounts.map(String) : []) {
      if (!/^\d{12}$/.test(account)) wrong(`${at}.accounts`, 'be account ids of twelve digits, as texts', account);
      else if (paths.has(account)) wrong(`${at}.accounts`, 'not repeat an account that stands elsewhere', account);
      else if (steps) paths.set(account, `${String(id)}/${steps.join('/')}/`);
    }
  }
}

/** The root, the units below it and the unit itself; undefined when its parents do not lead to a root. */
function stepsTo(unit: string, all: ReadonlyMap<string, Fields>, wrong: Wrong): string[] | undefined {
  const steps = [unit];
  for (let parent = String(all.get(unit)?.['parent'] ?? ''); ; parent = String(all.get(parent)?.['parent'] ?? '')) {
    if (steps.includes(parent)) return void wrong(`organization.units.${unit}.parent`, 'not lead back to the unit itself', parent);
    steps.unshift(parent);
    if (/^r-[a-z0-9]{4,32}$/.test(parent)) return steps;
    if (!all.has(parent)) return void wrong(`organization.units.${unit}.parent`, 'be a listed unit or the root, such as r-ab12', parent);
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : {};
}
