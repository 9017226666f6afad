import { type AccessAnalyzerClient, ListFindingsV2Command } from '@aws-sdk/client-accessanalyzer';
import { everyPage } from '../aws/every-page';

/** Access that was granted and not used, as the analyzer found it. */
export interface UnusedAccess {
  readonly resource: string;
  /** What is unused: the role as a whole, one of its permissions, an access key, a password. */
  readonly kind: string;
  readonly since: string;
}

/** The active findings of an analyzer for unused access. */
export async function unusedAccess(analyzer: AccessAnalyzerClient, analyzerArn: string): Promise<UnusedAccess[]> {
  const findings = await everyPage(async (nextToken) => {
    const page = await analyzer.send(new ListFindingsV2Command({ analyzerArn, nextToken, filter: { status: { eq: ['ACTIVE'] } } }));
    return { items: page.findings, next: page.nextToken };
  });
  return findings
    .map(({ resource = 'unknown', findingType = 'unknown', createdAt }) => ({ resource, kind: findingType, since: createdAt?.toISOString() ?? 'unknown' }))
    .toSorted((a, b) => (`${a.resource} ${a.kind}` < `${b.resource} ${b.kind}` ? -1 : 1));
}
