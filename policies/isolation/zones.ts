import { addressRange, overlaps } from './algebra/ranges';
import { OrganizationTree } from './organization';

/** What a group of accounts is for. */
export const ZONE_KINDS = ['production', 'staging', 'training', 'demo', 'development', 'delivery', 'audit', 'quarantine', 'shared'] as const;
export type ZoneKind = typeof ZONE_KINDS[number];

/** What a pathway may carry. */
export const CARRIES = ['deploy', 'log-delivery', 'dns-delegation', 'snapshot', 'masked-data', 'monitoring', 'shared-service'] as const;
export type Carries = typeof CARRIES[number];

/** Accounts that may do among themselves what they like, and must not be reached from outside. */
export interface Zone {
  readonly name: string;
  readonly kind: ZoneKind;
  readonly accounts: readonly string[];
  readonly cidrs: readonly string[];
  readonly domains: readonly string[];
}

/** A crossing that somebody wants and answers for. */
export interface Pathway {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly carries: Carries;
  readonly why: string;
  readonly owner: string;
  /** The only TCP ports that a `shared-service` pathway is for; any when left out. */
  readonly ports?: readonly number[];
}

/** Somebody's word for what the templates do not tell: covers findings that are unknown, never a leak. */
export interface Assumption {
  /** The id of the finding, `*` for any part of it. */
  readonly covers: string;
  readonly why: string;
  readonly owner: string;
  /** Last day on which it counts, for example `2026-12-31`. */
  readonly until: string;
}

/** What was intended: which accounts belong together and which crossings are wanted. */
export class Zones {
  private readonly byAccount = new Map<string, Zone>();
  private readonly byName = new Map<string, Zone>();
  private readonly byDomain = new Map<string, Zone>();
  private readonly pathwaysBetween = new Map<string, Pathway[]>();

  public constructor(
    public readonly list: readonly Zone[],
    public readonly pathways: readonly Pathway[],
    public readonly assumptions: readonly Assumption[],
    /** Id of the AWS organisation that all zones are taken to belong to; undefined when there is none. */
    public readonly organization: string | undefined,
    /** Where the accounts stand in it. */
    public readonly tree: OrganizationTree = new OrganizationTree(),
  ) {
    for (const zone of list) {
      this.byName.set(zone.name, zone);
      for (const account of zone.accounts) this.byAccount.set(account, zone);
      for (const domain of zone.domains) this.byDomain.set(domain.toLowerCase(), zone);
    }
    for (const pathway of pathways) {
      const key = `${pathway.from}>${pathway.to}`;
      this.pathwaysBetween.set(key, [...(this.pathwaysBetween.get(key) ?? []), pathway]);
    }
  }

  public ofAccount(account: string | undefined): Zone | undefined {
    return account === undefined ? undefined : this.byAccount.get(account);
  }

  public named(name: string): Zone | undefined {
    return this.byName.get(name);
  }

  /** The zone with the longest domain that `host` is or lies under. */
  public ofHost(host: string): Zone | undefined {
    for (let rest = host.toLowerCase(); rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
      const zone = this.byDomain.get(rest);
      if (zone) return zone;
    }
    return undefined;
  }

  /** Zones whose address blocks share an address with `block`. */
  public ofAddresses(block: string): Zone[] {
    return this.list.filter(({ cidrs }) => cidrs.some((cidr) => overlaps(cidr, block) === true));
  }

  /** The zone whose address block holds all of `block`. */
  public holding(block: string): Zone | undefined {
    const range = addressRange(block);
    return range && this.list.find(({ cidrs }) => cidrs.some((cidr) => {
      const whole = addressRange(cidr);
      return whole !== undefined && whole.first <= range.first && range.last <= whole.last;
    }));
  }

  public pathwaysFrom(from: string, to: string): readonly Pathway[] {
    return this.pathwaysBetween.get(`${from}>${to}`) ?? [];
  }

  /** Pathways between two zones, whichever way they lead. */
  public pathwaysOf(one: string, other: string): readonly Pathway[] {
    return [...this.pathwaysFrom(one, other), ...this.pathwaysFrom(other, one)];
  }
}
