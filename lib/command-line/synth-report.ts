import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyStack, loadAssembly } from '../../policies/assembly/load-assembly';
import { exceptionViolations } from '../../policies/exceptions/exception-findings';
import { CommandFailure } from './command-failure';
import { exceptionsIn } from './exceptions-command';
import { PlatformFacts, readPlatformFacts } from './platform-facts';
import { Finding, PolicyVerdict, Verdicts, outcomeOf, readVerdicts, together } from './validation-report';

/** The facts of one synthesis: what `--json` prints and what the summary is made of. See docs/command-line.md. */
export interface SynthReport {
  readonly version: 1;
  readonly command: 'synth';
  readonly outcome: 'fine' | 'findings';
  /** Name of the platform; missing for an app that is none. */
  readonly platform?: string;
  readonly organization?: string;
  readonly accounts: readonly AccountFacts[];
  readonly totals: { readonly accounts: number; readonly stacks: number; readonly resources: number };
  readonly policies: readonly PolicyVerdict[];
  readonly findings: readonly Finding[];
  /** The page for reviewers and auditors, where it was asked for. */
  readonly evidence?: string;
  /** The directory of the assembly. */
  readonly output: string;
  readonly seconds: number;
}

/** What stands in one region of one account. */
export interface AccountFacts {
  /** Name of the environment, or of the account that serves them (delivery, audit); missing for accounts nobody has named. */
  readonly environment?: string;
  readonly kind?: string;
  /** Missing for stacks that are not bound to an account. */
  readonly account?: string;
  readonly region?: string;
  readonly stacks: number;
  readonly resources: number;
}

/** The report of the assembly in `directory`, without the facts that only the run knows. Exceptions are judged as of `today`. */
export function synthReport(directory: string, today: string): Omit<SynthReport, 'output' | 'seconds'> {
  refuseMissingContext(directory);
  const facts = readPlatformFacts(directory);
  const accounts = accountsOf(loadAssembly(directory), facts);
  const verdicts = withExceptions(readVerdicts(directory), directory, today);
  const silent = (facts?.policies ?? []).filter((name) => !verdicts.policies.some(({ policy }) => policy === name));
  return {
    version: 1,
    command: 'synth',
    outcome: outcomeOf(verdicts.policies),
    ...(facts === undefined ? {} : { platform: facts.platform }),
    ...(facts?.organization === undefined ? {} : { organization: facts.organization }),
    accounts,
    totals: {
      accounts: new Set(accounts.map(({ account }) => account)).size,
      stacks: accounts.reduce((sum, { stacks }) => sum + stacks, 0),
      resources: accounts.reduce((sum, { resources }) => sum + resources, 0),
    },
    policies: [...verdicts.policies, ...silent.map((policy) => ({ policy, success: true, findings: 0, acknowledged: 0 }))],
    findings: verdicts.findings,
  };
}

/**
 * The verdicts with that on the register of exceptions beside them. It is made here and not in the app, since it needs the day and what
 * all the others have found.
 */
function withExceptions({ policies, findings }: Verdicts, directory: string, today: string): Verdicts {
  const states = exceptionsIn(directory, today);
  if (states === undefined) return { policies, findings };
  const found = exceptionViolations(states).map(({ ruleName, description, fix, severity }): Finding => ({
    policy: registerPolicy, rule: ruleName, severity, description, ...(fix === undefined ? {} : { fix }), crashed: false, constructs: [],
  }));
  const isOfOthers = ({ policy }: { readonly policy: string }): boolean => policy !== registerPolicy;
  return together(
    { policies: policies.filter(isOfOthers), findings: findings.filter(isOfOthers) },
    { policies: [{ policy: registerPolicy, success: !states.some(({ fails }) => fails), findings: found.length, acknowledged: 0 }], findings: found },
  );
}

const registerPolicy = 'Exceptions';

/** An app that wants to look something up was synthesized with made-up values: that is no result. */
function refuseMissingContext(directory: string): void {
  const { missing = [] } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { missing?: ReadonlyArray<{ key?: string }> };
  if (missing.length === 0) return;
  const keys = [...new Set(missing.map(({ key }) => key ?? ''))].toSorted();
  const more = keys.length > 5 ? [`- and ${keys.length - 5} more`] : [];
  throw new CommandFailure([
    'the app looks things up in AWS that cdk.context.json does not hold; give them as parameters, or run "cdk synth" once with credentials',
    ...keys.slice(0, 5).map((key) => `- ${key}`), ...more,
  ].join('\n'));
}

function accountsOf(stacks: readonly AssemblyStack[], facts: PlatformFacts | undefined): AccountFacts[] {
  const groups = new Map<string, AccountFacts>();
  for (const { account, region, template } of stacks) {
    const key = `${account}/${region}`;
    const group = groups.get(key) ?? { ...named(account, facts), ...known('account', account), ...known('region', region), stacks: 0, resources: 0 };
    groups.set(key, { ...group, stacks: group.stacks + 1, resources: group.resources + Object.keys(template.Resources ?? {}).length });
  }
  const order = Object.keys(facts?.zones ?? {});
  const place = ({ environment }: AccountFacts): number => (environment === undefined ? order.length : order.indexOf(environment));
  return [...groups.values()].toSorted((a, b) => place(a) - place(b) || sortText(a).localeCompare(sortText(b), 'en'));
}

function named(account: string | undefined, facts: PlatformFacts | undefined): { environment?: string; kind?: string } {
  const zone = Object.entries(facts?.zones ?? {}).find(([, { accounts }]) => account !== undefined && accounts.includes(account));
  return zone === undefined ? {} : { environment: zone[0], kind: zone[1].kind };
}

function known<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return value === undefined ? {} : { [key]: value } as { readonly [key in K]?: string };
}

function sortText({ account, region }: AccountFacts): string {
  return `${account ?? '~'} ${region ?? '~'}`;
}
