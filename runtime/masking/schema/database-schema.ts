/** What a column's values are, as far as masking is concerned. `other` is a type nobody taught this program. */
export type ValueKind =
  | 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time' | 'interval' | 'uuid' | 'json' | 'bytes'
  | 'enum' | 'range' | 'network' | 'bits' | 'large-object' | 'search' | 'composite' | 'xml' | 'hstore' | 'other';

/** A field of a composite type. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly kind: ValueKind;
}

/** Kinds whose values have parts, each with a path of its own. */
export const structured: readonly ValueKind[] = ['json', 'xml', 'hstore', 'composite'];

export interface Column {
  readonly name: string;
  /** As PostgreSQL writes it, for example `character varying(80)`. */
  readonly type: string;
  /** The kind of the value, or of the elements of an array, with domains looked through. */
  readonly kind: ValueKind;
  readonly array: boolean;
  /** Most characters the type holds, where it has a limit. */
  readonly width?: number;
  /** Digits before and after the point, where the type says. */
  readonly precision?: number;
  readonly scale?: number;
  /** The fields of a composite value. */
  readonly fields?: readonly Field[];
  readonly notNull: boolean;
  /** Computed by the database from other columns. */
  readonly generated: boolean;
  readonly identity: boolean;
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** `schema.table` */
  readonly references: string;
  readonly referencedColumns: readonly string[];
}

export interface Check {
  readonly name: string;
  readonly expression: string;
  readonly columns: readonly string[];
}

export type TableKind = 'table' | 'partitioned' | 'foreign' | 'materialized-view';

export interface Table {
  /** `schema.table`, unquoted. */
  readonly name: string;
  readonly schema: string;
  readonly relation: string;
  readonly kind: TableKind;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** Every unique constraint and unique index over plain columns, the primary key included. */
  readonly uniques: readonly (readonly string[])[];
  /** Unique indexes over expressions, and which columns they read. */
  readonly expressionUniques: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  readonly partitionKey: readonly string[];
  /** Where the rows lie: the table itself, or each leaf partition. */
  readonly leaves: readonly Leaf[];
}

/** A relation with rows of its own. Sizes are not part of the schema's version. */
export interface Leaf {
  readonly schema: string;
  readonly relation: string;
}

export interface Sequence {
  readonly schema: string;
  readonly relation: string;
}

export interface Extension {
  readonly name: string;
  /** Where its types and functions are. */
  readonly schema: string;
}

export interface DatabaseSchema {
  readonly schemas: readonly string[];
  readonly extensions: readonly Extension[];
  readonly tables: readonly Table[];
  readonly sequences: readonly Sequence[];
}

/** A table by its name; the names come from the same schema, so it is there. */
export function tableOf(schema: DatabaseSchema, name: string): Table | undefined {
  return schema.tables.find((table) => table.name === name);
}
