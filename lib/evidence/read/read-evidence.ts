import { readJson } from '../../../policies/assembly/read-file';
import { UnusableInput } from '../../../policies/assembly/unusable-input';
import type { Evidence } from '../evidence';
import { Given } from './given';

/** An `evidence.json` of an earlier run. Its facts are only ever compared as texts. */
export function readEvidence(file: string): Evidence {
  const content = readJson(file);
  const root = new Given(content, file);
  if (root.at('tool').at('name').textOr('') !== 'cdk-understudy') throw new UnusableInput(`${file}: must be an evidence.json that "understudy evidence" wrote`);
  if (root.at('version').number() !== 1) throw root.at('version').wrong('be 1; this release does not know another');
  root.at('day').text();
  root.at('subject').at('digest').text();
  root.at('tool').at('version').text();
  return content as Evidence;
}
