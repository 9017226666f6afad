import { readJson } from '../../../policies/assembly/read-file';
import type { EnvironmentTemplates } from '../../../policies/parity/environment-templates';
import type { LedgerFacts, ParityPair } from '../evidence';
import { Given } from './given';

/** What a report of parity says, and of which templates. */
export interface ReportedParity {
  readonly pair: ParityPair;
  readonly of: readonly EnvironmentTemplates[];
}

/** The reports that `understudy parity --format json` wrote to `file`: one of two environments, or one each of all that were derived from another. */
export function readParity(file: string): ReportedParity[] {
  const root = new Given(readJson(file), file);
  if (!root.at('version').isThere || root.at('version').number() !== 1) throw root.at('version').wrong('be 1, in a report of "understudy parity --format json"');
  const reports = root.at('reports');
  return (reports.isThere ? reports.list() : [root]).map((report) => ({ pair: pairOf(report), of: [report.at('from'), report.at('to')].map(templatesOf) }));
}

function templatesOf(environment: Given): EnvironmentTemplates {
  return { path: environment.at('path').text(), templates: environment.at('templates').text() };
}

function pairOf(root: Given): ParityPair {
  return {
    from: root.at('from').at('name').text(), to: root.at('to').at('name').text(),
    state: root.at('verdict').oneOf(['PARITY', 'DIFFERENT']) === 'PARITY' ? 'holds' : 'fails',
    parameters: root.at('parameters').list().map((row) => ({
      parameter: row.at('parameter').text(), ...row.optional('from'), ...row.optional('to'), identity: row.at('identity').isTrue(),
    })),
    undeclared: root.at('undeclared').list().map(ledgerRow),
    ...(root.at('ledger').isThere ? { ledger: root.at('ledger').list().map(ledgerRow) } : {}),
  };
}

function ledgerRow(row: Given): LedgerFacts {
  const stack = row.at('stack').text();
  const logicalId = row.at('logicalId');
  return {
    parameters: row.at('parameters').texts(), ...row.mark('undecided'), ...row.mark('likely'), stack, construct: row.at('construct').textOr(logicalId.isThere ? `${stack}/${logicalId.text()}` : stack),
    path: row.at('path').textOr(''), ...row.optional('says'), ...row.optional('from'), ...row.optional('to'), ...row.optional('source'),
  };
}
