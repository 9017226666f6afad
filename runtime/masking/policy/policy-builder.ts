import type { Disposition, JsonPaths, MaskingPolicy, SubsetPolicy, TablePolicy, VirtualKey } from './masking-policy';

export type MaskSettings = { readonly domain?: string; readonly subject?: string; readonly group?: string };

/** Collects the dispositions of one table. Each call names columns; nothing is kept without a reason. */
export class TableBuilder {
  private readonly columns: Record<string, Disposition> = {};

  public keep(reason: string, ...columns: string[]): this {
    return this.set(columns, { keep: reason });
  }

  public mask(masker: string, columns: string | readonly string[], settings: MaskSettings = {}): this {
    return this.set([columns].flat(), { mask: masker, ...settings });
  }

  public remove(reason: string, ...columns: string[]): this {
    return this.set(columns, { remove: reason });
  }

  public json(column: string, paths: JsonPaths['json']): this {
    return this.set([column], { json: paths });
  }

  public done(): TablePolicy {
    return { strategy: 'copy', columns: this.columns };
  }

  private set(columns: readonly string[], disposition: Disposition): this {
    for (const column of columns) {
      if (this.columns[column] !== undefined) throw new Error(`column ${column} has two dispositions; give it one`);
      this.columns[column] = disposition;
    }
    return this;
  }
}

/** Writes a policy in TypeScript: `new PolicyBuilder('projects', ['app']).table('app.client', (t) => t.keep(...))`. */
export class PolicyBuilder {
  private readonly tables: Record<string, TablePolicy> = {};
  private readonly keys: VirtualKey[] = [];
  private readonly neverTargets: string[] = [];
  private readonly publicValues: Record<string, string> = {};
  private readonly anonymity: MaskingPolicy['anonymity'][number][] = [];
  private subsetPolicy: SubsetPolicy | undefined;

  public constructor(private readonly name: string, private readonly schemas: readonly string[]) {}

  public table(name: string, fill: (table: TableBuilder) => TableBuilder): this {
    this.tables[name] = fill(new TableBuilder()).done();
    return this;
  }

  /** Adds made-up rows, with values from the edges, to a table whose masked rows are copied. */
  public addSynthetic(table: string, rows: number): this {
    this.tables[table] = { strategy: 'copy', columns: {}, ...this.tables[table], rows };
    return this;
  }

  public empty(reason: string, ...tables: string[]): this {
    for (const table of tables) this.tables[table] = { strategy: 'empty', reason, columns: {} };
    return this;
  }

  public omit(reason: string, ...tables: string[]): this {
    for (const table of tables) this.tables[table] = { strategy: 'omit', reason, columns: {} };
    return this;
  }

  public synthetic(table: string, rows: number): this {
    this.tables[table] = { strategy: 'synthetic', rows, columns: {} };
    return this;
  }

  public virtualKey(key: VirtualKey): this {
    this.keys.push(key);
    return this;
  }

  public anonymous(table: string, columns: readonly string[], k: number): this {
    this.anonymity.push({ table, columns, k });
    return this;
  }

  public publicValue(value: string, reason: string): this {
    this.publicValues[value] = reason;
    return this;
  }

  public neverTarget(fingerprint: string): this {
    this.neverTargets.push(fingerprint);
    return this;
  }

  public subset(subset: SubsetPolicy): this {
    this.subsetPolicy = subset;
    return this;
  }

  public build(): MaskingPolicy {
    return {
      name: this.name, schemas: this.schemas, tables: this.tables, virtualKeys: this.keys, anonymity: this.anonymity,
      publicValues: this.publicValues, neverTargets: this.neverTargets,
      ...(this.subsetPolicy === undefined ? {} : { subset: this.subsetPolicy }),
    };
  }
}
