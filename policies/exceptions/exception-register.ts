import { type IPolicyValidationContext, type IPolicyValidationPlugin, type PolicyValidationPluginReport, Validations, attachCustomSynthesis } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError, Problems } from '../../lib/values/problems';
import type { DeclaredException } from './declared-exception';
import { exceptionViolations } from './exception-findings';
import { fieldProblems, scopeProblems } from './exception-problems';
import { EXCEPTIONS_FILE, exceptionStates, isDay } from './exception-state';
import { claimRegister, recordException, recordedExceptions } from './register-record';
import { ConstructPaths } from './scope-pattern';

/** Properties of an `ExceptionRegister`. */
export interface ExceptionRegisterProps {
  /** The findings that may stand, each with its owner and its end. */
  readonly exceptions: DeclaredException[];

  /**
   * The day on which the app itself judges whether entries have ended, `YYYY-MM-DD`. A synthesis reads no clock, so that it is the same
   * whenever it runs.
   *
   * @default - the app judges no ends; the command line does (`understudy synth` and `understudy exceptions`), which knows the day
   */
  readonly today?: string;
}

/**
 * The one table of findings that may stand, and the only way to acknowledge one: `IsolationChecks` refuses every acknowledgement that is
 * not in it. A `Platform` makes it from its own `exceptions`; an app without a platform makes it itself, after its stacks. What it holds is
 * written into the assembly as `exceptions.json`; `understudy exceptions` lists it with the state of each entry.
 *
 * It refuses, with all problems in one message, entries of locked rules, without owner, reason, ticket or end, that name nothing, more
 * than one stack or more than ten resources, or what another entry covers already; and a second register about the same. Entries that have ended, that
 * no finding needs, or that cover more than what is found, fail when the result is judged; those that end within 30 days warn.
 *
 * @example
 * new ExceptionRegister(app, 'Exceptions', {
 *   exceptions: [{
 *     rule: 'Iso27001::Iso27001-bucket-is-versioned',
 *     scope: 'staging/Reports/Cache/Bucket',
 *     owner: 'reporting@example.com',
 *     reason: 'holds only caches of reports that every run writes anew',
 *     ticket: 'REP-118',
 *     until: '2027-03-31',
 *   }],
 * });
 */
export class ExceptionRegister extends Construct {
  public constructor(scope: Construct, id: string, props: ExceptionRegisterProps) {
    super(scope, id);
    if (!claimRegister(scope)) {
      throw new DefinitionError('register of exceptions', [{ at: this.node.path, must: 'must be the only one about what it stands in', fix: 'a Platform has its own: hand it its exceptions' }]);
    }
    const problems = new Problems();
    problems.when(props.today !== undefined && !isDay(props.today), { at: 'today', must: 'must be a day, YYYY-MM-DD', got: props.today });
    this.enter(props.exceptions, new ConstructPaths(scope), problems);
    problems.refuse('register of exceptions');
    this.writeRegister();
    if (props.today !== undefined) Validations.of(this).addPlugins(new ExceptionDates(props.today));
  }

  private enter(exceptions: readonly DeclaredException[], paths: ConstructPaths, problems: Problems): void {
    exceptions.forEach((entry, index) => {
      const at = `exceptions[${index}]`;
      const wrong = fieldProblems(entry, at);
      const meant = wrong.length > 0 ? [] : paths.within(entry.scope, entry.rule);
      const found = wrong.length > 0 ? wrong : scopeProblems(entry, meant, at);
      problems.addAll(found);
      if (found.length > 0) return;
      const { rule, scope, owner, reason, ticket, until } = entry;
      recordException(
        this, { rule, scope, owner, reason, ticket, until, origin: 'platform', environment: scope.split('/')[0] ?? '' },
        meant.map((construct) => ({ rule, construct })),
      );
    });
  }

  private writeRegister(): void {
    attachCustomSynthesis(this, {
      onSynthesize: ({ assembly }) => {
        writeFileSync(join(assembly.outdir, EXCEPTIONS_FILE), `${JSON.stringify({ version: 1, exceptions: recordedExceptions(this) }, undefined, 2)}\n`);
      },
    });
  }
}

/** Judges the ends of entries in the app itself, on a day that is given. What an entry silences is known only when everything was judged. */
class ExceptionDates implements IPolicyValidationPlugin {
  public readonly name = 'Exceptions';

  public constructor(private readonly today: string) {}

  public validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const states = exceptionStates(recordedExceptions(appConstruct as IConstruct), { findings: [], hasJudged: () => false }, this.today);
    const violations = exceptionViolations(states);
    return { success: violations.every(({ severity }) => severity === 'warning'), violations };
  }
}
