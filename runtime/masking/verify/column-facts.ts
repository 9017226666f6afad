import { DistinctSketch } from './distinct-sketch';

/** What was counted in a column. */
export interface ColumnFacts {
  nulls: number;
  rows: number;
  readonly distinct: DistinctSketch;
}

/** The same as it goes from thread to thread. */
export type PlainFacts = readonly (readonly [string, { readonly nulls: number; readonly rows: number; readonly ranks: Uint8Array }])[];

/** Facts by column, as `schema.table.column`: those of its partitions together. */
export class FactsByColumn {
  public readonly columns = new Map<string, ColumnFacts>();

  public of(column: string): ColumnFacts {
    const facts = this.columns.get(column) ?? { nulls: 0, rows: 0, distinct: new DistinctSketch() };
    this.columns.set(column, facts);
    return facts;
  }

  public plain(): PlainFacts {
    return [...this.columns].map(([column, { nulls, rows, distinct }]) => [column, { nulls, rows, ranks: distinct.ranks }]);
  }

  public add(facts: PlainFacts): void {
    for (const [column, { nulls, rows, ranks }] of facts) {
      const own = this.of(column);
      own.nulls += nulls;
      own.rows += rows;
      own.distinct.merge(ranks);
    }
  }
}
