import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../assembly/read-file';
import { UnusableInput } from '../assembly/unusable-input';
import { EXCEPTIONS_FILE, type Covered, type ExceptionState, type RecordedException, type SilencedFindings, exceptionStates } from './exception-state';

interface ReportedViolation {
  readonly acknowledgedId?: string;
  readonly violatingConstructs?: ReadonlyArray<{ readonly constructPath?: string }>;
}

interface ValidationReport {
  readonly pluginReports?: ReadonlyArray<{ readonly pluginName: string; readonly suppressedViolations?: readonly ReportedViolation[] }>;
}

const reportFile = 'validation-report.json';

/** The part of the CDK that judges templates by itself may be switched off, and says nothing then. */
const builtIn = 'CloudFormation-Validate::';

/** How the entries of a synthesized assembly stand on `today`, or undefined for an assembly without a register. */
export function readExceptions(directory: string, today: string): ExceptionState[] | undefined {
  const file = join(directory, EXCEPTIONS_FILE);
  if (!existsSync(file)) return undefined;
  const { version, exceptions } = (readJson(file) ?? {}) as { version?: unknown; exceptions?: unknown };
  if (version !== 1 || !Array.isArray(exceptions) || !exceptions.every(isEntry)) {
    throw new UnusableInput(`${file}: must be a register of version 1; synthesize again with the version of this command line`);
  }
  return exceptionStates(exceptions, silencedIn(directory), today);
}

function silencedIn(directory: string): SilencedFindings {
  const file = join(directory, reportFile);
  const { pluginReports = [] } = existsSync(file) ? readJson(file) as ValidationReport : {};
  const findings = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations).flatMap(({ acknowledgedId, violatingConstructs = [] }) =>
    violatingConstructs.map(({ constructPath }): Covered => ({ rule: acknowledgedId ?? '', place: constructPath ?? '' })));
  const builtInJudged = pluginReports.some(({ pluginName }) => `${pluginName.replaceAll(' ', '-')}::` === builtIn);
  return { findings, hasJudged: (rule) => !rule.startsWith(builtIn) || builtInJudged };
}

function isEntry(value: unknown): value is RecordedException {
  const { covers, ...entry } = (value ?? {}) as Partial<RecordedException>;
  const texts = ['rule', 'scope', 'owner', 'reason', 'ticket', 'until', 'origin', 'environment'] as const;
  return texts.every((name) => typeof entry[name] === 'string') && Array.isArray(covers) && covers.every(({ rule, place }) => typeof rule === 'string' && typeof place === 'string');
}
