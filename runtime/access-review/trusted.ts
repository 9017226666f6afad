/** Who may take a role, as its trust policy says. */
export interface Trust {
  /** Accounts, by their number, that the role trusts beside its own. */
  readonly accounts: readonly string[];
  /** AWS services. */
  readonly services: readonly string[];
  /** Identity providers. */
  readonly providers: readonly string[];
  /** Whether anybody at all is trusted. */
  readonly everybody: boolean;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
}

const nobody: Trust = { accounts: [], services: [], providers: [], everybody: false };

/**
 * What a trust policy admits, read from the document as IAM returns it: URL-encoded JSON. Conditions narrow it and are left out: a
 * review asks who is named at all.
 */
export function trustOf(encoded: string | undefined, ownAccount: string): Trust {
  if (encoded === undefined || encoded === '') return nobody;
  const { Statement: statements } = JSON.parse(decodeURIComponent(encoded)) as { Statement: Statement | Statement[] };
  const principals = [statements].flat().filter(({ Effect }) => Effect === 'Allow').map(({ Principal }) => Principal);
  const named = (kind: string): string[] => unique(principals.flatMap((principal) => listOf(principal, kind)));
  const aws = named('AWS');
  return {
    accounts: unique(aws.flatMap((text) => /\d{12}/.exec(text) ?? [])).filter((account) => account !== ownAccount),
    services: named('Service'),
    providers: named('Federated'),
    everybody: principals.includes('*') || aws.includes('*'),
  };
}

function listOf(principal: unknown, kind: string): string[] {
  if (typeof principal !== 'object' || principal === null) return [];
  const value = (principal as Record<string, unknown>)[kind];
  return value === undefined ? [] : [value].flat().map(String);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}
