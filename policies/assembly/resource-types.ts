import { RESOURCE_TYPES } from './generated-resource-types';

/** What the AWS specification says of a resource type, as far as it matters for names and for who is let in. */
export interface ResourceType {
  /** For example `arn:${Partition}:s3:::${BucketName}`; empty where the specification has none. */
  readonly arn: string;
  /** The properties that identify a resource of the type. */
  readonly identifiers: readonly string[];
  /** Paths of properties that may name somebody who is let in, for example `AllowedPrincipals`. */
  readonly openings: readonly string[];
}

let table: ReadonlyMap<string, ResourceType> | undefined;

/** The entry of `type`; undefined for types that the specification does not list. */
export function resourceType(type: string): ResourceType | undefined {
  table ??= readTable();
  return table.get(type);
}

function readTable(): Map<string, ResourceType> {
  const read = new Map<string, ResourceType>();
  const list = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(','));
  for (const [service, entries] of Object.entries(RESOURCE_TYPES)) {
    for (const entry of entries.split(' ')) {
      const [type = '', arn = '', identifiers, openings] = entry.split('|');
      read.set(`${service}::${type}`, { arn, identifiers: list(identifiers), openings: list(openings) });
    }
  }
  return read;
}
