import { accountIdProblems } from '../../lib/values/account-id';
import { Problem, Problems } from '../../lib/values/problems';
import { LogKind } from './log-kind';
import { LogSource } from './log-source';

/** What is wrong with the accounts that send logs; empty when nothing is. */
export function logSourceProblems(sources: readonly LogSource[]): readonly Problem[] {
  const problems = new Problems();
  problems.when(sources.length === 0, { at: 'sources', must: 'must name at least one account', got: [] });
  const accounts = sources.map(({ account }) => account);
  sources.forEach((source, index) => {
    const at = `sources[${index}]`;
    problems.addAll(accountIdProblems(source.account, 'account'), at);
    problems.when(accounts.indexOf(source.account) !== index, { at: `${at}.account`, must: 'must not be named twice', got: source.account, fix: 'join the two' });
    problems.when(source.kinds.length === 0, { at: `${at}.kinds`, must: 'must name at least one kind of log', got: [] });
    problems.addAll(trailProblems(source), at);
  });
  return problems.list;
}

function trailProblems({ account, kinds, trailArn }: LogSource): readonly Problem[] {
  const problems = new Problems();
  const trails = kinds.includes(LogKind.CLOUDTRAIL);
  const arn = /^arn:[\w-]+:cloudtrail:[a-z0-9-]+:(\d{12}):trail\/[\w.-]+$/.exec(trailArn ?? '');
  problems.when(trails && arn?.[1] !== account, {
    at: 'trailArn', must: `must be the ARN of a trail of account ${account}`, got: trailArn, fix: 'write AccountTrail.arnOf(account, region, trailName)',
  });
  problems.when(!trails && trailArn !== undefined, { at: 'trailArn', must: 'must be left out when no trail is sent', got: trailArn, fix: 'add LogKind.CLOUDTRAIL to kinds' });
  return problems.list;
}
