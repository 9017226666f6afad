import type { ValueKind } from './database-schema';

export interface TypeFacts {
  /** The name of the innermost type. */
  readonly base: string;
  /** `b` base, `e` enum, `c` composite, `r` range, `m` multirange. */
  readonly typtype: string;
  readonly array: boolean;
}

const kindsByType: Readonly<Record<string, ValueKind>> = {
  text: 'text', varchar: 'text', bpchar: 'text', citext: 'text', name: 'text', char: 'text',
  int2: 'integer', int4: 'integer', int8: 'integer',
  numeric: 'number', float4: 'number', float8: 'number', money: 'number',
  bool: 'boolean', date: 'date', timestamp: 'timestamp', timestamptz: 'timestamp', time: 'time', timetz: 'time', interval: 'interval',
  uuid: 'uuid', json: 'json', jsonb: 'json', bytea: 'bytes',
  inet: 'network', cidr: 'network', macaddr: 'network', macaddr8: 'network', bit: 'bits', varbit: 'bits',
  oid: 'large-object', lo: 'large-object', tsvector: 'search', tsquery: 'search',
  xml: 'xml', hstore: 'hstore',
};

/** What the values of a type are. A type that is not listed is `other`: it stops the run until the policy removes it. */
export function valueKind(facts: TypeFacts): ValueKind {
  if (facts.typtype === 'e') return 'enum';
  if (facts.typtype === 'c') return 'composite';
  if (facts.typtype === 'r' || facts.typtype === 'm') return 'range';
  return kindsByType[facts.base] ?? 'other';
}
