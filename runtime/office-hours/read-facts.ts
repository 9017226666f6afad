import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { capacityPaths, type CapacityFacts, type Part, type TestFacts, type WindowFacts } from '../../lib/values/capacity-facts';
import type { OpeningHours } from '../../lib/values/capacity-plan';

/** Reads everything that the environment says of its capacity below `path`. */
export async function readFacts(ssm: SSMClient, path: string): Promise<CapacityFacts> {
  const documents = await documentsBelow(ssm, path);
  return {
    hours: documents.get(capacityPaths.hours) as OpeningHours | undefined,
    windows: Object.entries(folder<WindowFacts>(documents, capacityPaths.windows)).map(([name, window]) => ({ ...window, name })),
    tests: folder<TestFacts>(documents, capacityPaths.tests),
    parts: folder<Part>(documents, capacityPaths.parts),
  };
}

async function documentsBelow(ssm: SSMClient, path: string): Promise<Map<string, unknown>> {
  const documents = new Map<string, unknown>();
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: true, NextToken }));
    for (const { Name, Value } of page.Parameters ?? []) documents.set(String(Name).slice(path.length + 1), parse(String(Name), String(Value)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return documents;
}

function parse(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new Error(`${name}: must be a JSON document; deploy the stack that writes it again`);
  }
}

/** The documents below `name`, by the rest of their path, in alphabetical order. */
function folder<T>(documents: ReadonlyMap<string, unknown>, name: string): Record<string, T> {
  const inside = [...documents].filter(([path]) => path.startsWith(`${name}/`)).map(([path, document]) => [path.slice(name.length + 1), document as T] as const);
  return Object.fromEntries(inside.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
