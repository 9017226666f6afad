import { Command, Option } from 'commander';
import { join } from 'node:path';
import { UnusableInput } from '../../policies/assembly/unusable-input';
import type { Evidence } from '../evidence/evidence';
import { EVIDENCE_FILES, EVIDENCE_FORMATS, type EvidenceFormat } from '../evidence/evidence-formats';
import { CommandContext } from './command-context';
import { CommandFailure } from './command-failure';
import { loadEvidenceMaker } from './evidence-maker';
import { dayOf } from './exceptions-command';
import { ExitCode } from './exit-code';
import { plainText } from './plain-text';
import { Terminal } from './terminal';

interface EvidenceOptions {
  readonly output: string;
  readonly format?: readonly EvidenceFormat[];
  readonly since?: string;
  readonly zones?: string;
  readonly parity?: readonly string[];
  readonly today?: string;
  readonly json?: true;
}

/** `understudy evidence` */
export function evidenceCommand(context: CommandContext, version: string): Command {
  return new Command('evidence')
    .summary('write the page for a reviewer and an auditor')
    .description('Reads templates and reports of cloud assemblies and writes what they tell: one HTML page that needs no network, and the same facts as\n'
      + 'JSON, SARIF 2.1.0, OSCAL assessment results and JUnit. What nobody has judged is called that.')
    .argument('[assembly...]', 'directories of cloud assemblies that belong together (default: cdk.out)')
    .option('--output <directory>', 'where the files go', 'evidence')
    .addOption(new Option('--format <format...>', 'what to write (default: all)').choices([...EVIDENCE_FORMATS]))
    .option('--since <file>', 'an evidence.json of an earlier run: say what has changed')
    .option('--zones <file>', 'which accounts belong together (default: understudy.json of the assembly)')
    .option('--parity <file...>', 'reports of "understudy parity --format json"')
    .option('--today <day>', 'judge ends as on this day, YYYY-MM-DD (default: today)')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', examples)
    .action(async (directories: string[], options: EvidenceOptions) => {
      context.exitWith(await writeEvidenceOf(directories.length === 0 ? ['cdk.out'] : directories, options, context.terminal, version));
    });
}

const examples = `
Exit codes: 0 nothing fails, 1 something fails, 2 the input cannot be used. What was not judged does not fail.

Examples:
  understudy evidence
  understudy evidence cdk.out --since last/evidence.json --output audit/2027-01
  understudy evidence production/cdk.out staging/cdk.out --zones zones.json --format html sarif`;

async function writeEvidenceOf(directories: readonly string[], options: EvidenceOptions, terminal: Terminal, version: string): Promise<ExitCode> {
  const { collectEvidence, readEvidence, readParity, writeEvidence } = loadEvidenceMaker();
  try {
    const evidence = collectEvidence({
      directories, version, day: dayOf(options.today), base: process.cwd(), parity: (options.parity ?? []).flatMap(readParity),
      ...(options.zones === undefined ? {} : { zones: options.zones }), ...(options.since === undefined ? {} : { since: readEvidence(options.since) }),
    });
    const files = await writeEvidence(evidence, options.output, options.format ?? EVIDENCE_FORMATS);
    if (options.json === true) terminal.result(JSON.stringify(documentOf(evidence, files), undefined, 2));
    else print(evidence, options.output, files, terminal);
    return evidence.verdict === 'fails' ? ExitCode.FINDINGS : ExitCode.FINE;
  } catch (error) {
    if (error instanceof UnusableInput) throw new CommandFailure(plainLines(error.message));
    if (error instanceof RangeError) throw new CommandFailure('assembly: must not be nested too deeply to be read');
    throw error;
  }
}

/** A message may hold names from files; its lines are its own. */
function plainLines(message: string): string {
  return message.split('\n').map(plainText).join('\n');
}

function documentOf({ verdict, subject, proof, points, parity, exceptions, notTold }: Evidence, files: readonly string[]): object {
  return {
    version: 1, command: 'evidence', outcome: verdict === 'fails' ? 'findings' : 'fine', verdict, templates: subject.digest,
    proof: proof.state, parity: parity.state, exceptions: exceptions.state, points: Object.fromEntries(points.map(({ id, state }) => [id, state])), notTold, files,
  };
}

function print({ points, proof, parity, policies, exceptions, notTold, verdict }: Evidence, output: string, files: readonly string[], terminal: Terminal): void {
  const { green, red, yellow, bold } = terminal.colors;
  const word = (state: Evidence['verdict']): string => (state === 'holds' ? green(state) : state === 'fails' ? red(state) : yellow('not evaluated'));
  const rows = [
    ...points.map(({ id, title, state }): [string, Evidence['verdict']] => [`${id} ${title}`, state]),
    ['proof of isolation', proof.state] as const, ['parity', parity.state] as const, ['exceptions', exceptions.state] as const,
    ...policies.map(({ policy, state }) => [`policy ${plainText(policy)}`, state] as const),
  ];
  terminal.result(`${terminal.table(['what', 'state'], rows.map(([what, state]) => [what, word(state)]))}\n`);
  for (const text of notTold) terminal.result(`not told: ${plainText(text)}`);
  if (notTold.length > 0) terminal.result();
  const page = join(output, EVIDENCE_FILES.html);
  terminal.result(`${word(verdict)}  ${bold(files.includes(page) ? page : output)}`);
}
