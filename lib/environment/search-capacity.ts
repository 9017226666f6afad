import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/** Options of a search domain. */
export interface SearchOptions {
  /**
   * Whether three nodes of their own keep the cluster together. Needed from ten data nodes on.
   * @default false - data nodes do it
   */
  readonly dedicatedManagers?: boolean;
}

/**
 * How large an OpenSearch domain is. The environment that is given it refuses sizes that the service does not offer or that do not spread
 * evenly over two or three availability zones.
 *
 * A domain cannot be stopped: it costs at night as by day. What an environment saves, it saves with fewer and smaller nodes.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
 * @example
 * const capacity = { documents: SearchCapacity.nodes(3, 'r8g.large', 100) };
 */
export class SearchCapacity extends Capacity {
  /** `nodes` data nodes of a type, written without `.search`, each with `storageGiB` of storage. */
  public static nodes(nodes: number, instanceType: string, storageGiB: number, options?: SearchOptions): SearchCapacity {
    return new SearchCapacity(nodes, instanceType, storageGiB, options?.dedicatedManagers ?? false);
  }

  public readonly of = 'search';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** Data nodes. */
    public readonly dataNodes: number,
    /** Type of a data node, for example `r8g.large`. */
    public readonly instanceType: string,
    /** Storage of each data node, in GiB. */
    public readonly storageGiB: number,
    /** Whether three nodes of their own keep the cluster together. */
    public readonly dedicatedManagers: boolean,
  ) {
    super();
    this.parameters = Object.freeze({
      dedicatedManagers: String(dedicatedManagers), instanceType, nodes: String(dataNodes), storageGiB: String(storageGiB),
    });
    fixed(this);
  }
}
