import { init } from 'z3-solver';
import type { Condition, Statement } from '../../policies/isolation/algebra/statement';

/** Asks z3 the question that the own solver answers: is there a request that the statements allow? */
export class Z3Oracle {
  private constructor(private readonly evaluate: (source: string) => Promise<string>) {}

  public static async start(): Promise<Z3Oracle> {
    const { Z3 } = await init();
    const context = Z3.mk_context(Z3.mk_config());
    return new Z3Oracle((source) => Z3.eval_smtlib2_string(context, source));
  }

  /** `sat`, `unsat`, or whatever else z3 says. */
  public async allows(statements: readonly Statement[]): Promise<string> {
    const answer = await this.evaluate(`(reset)(set-option :timeout 1000)${smtSource(statements)}(check-sat)`);
    return answer.trim();
  }
}

/** Ends the worker threads of z3, so that the process can end. */
export async function stopZ3(): Promise<void> {
  const { em } = await init();
  (em as unknown as { PThread: { terminateAllThreads(): void } }).PThread.terminateAllThreads();
}

const NAMES = ['action', 'resource', 'ctx:text', 'ctx:arn', 'ctx:bool'];

/** Only operators on texts are written for z3; it has no notion of addresses or dates. */
export function comparable(statements: readonly Statement[]): boolean {
  return statements.every(({ conditions }) => conditions.every(({ key, operator }) =>
    NAMES.includes(key.toLowerCase()) && !operator.startsWith('For') && !operator.includes('IgnoreCase') && !operator.startsWith('Bool')));
}

export function smtSource(statements: readonly Statement[]): string {
  const declared = NAMES.map((name) => `(declare-const |${name}| String)(declare-const |has ${name}| Bool)`).join('');
  const of = (effect: string): string => `(or false ${statements.filter((statement) => statement.effect === effect).map(matches).join(' ')})`;
  return `${declared}(assert ${of('Allow')})(assert (not ${of('Deny')}))`;
}

function matches({ actions, notActions, resources, notResources, conditions }: Statement): string {
  const any = (name: string, texts: readonly string[] | undefined): string[] => (texts ? [`(or false ${texts.map((text) => inGlob(name, text)).join(' ')})`] : []);
  const lower = (texts: readonly string[] | undefined): string[] | undefined => texts?.map((text) => text.toLowerCase());
  const parts = [...any('action', lower(actions)), ...any('action', lower(notActions)).map((part) => `(not ${part})`), ...any('resource', resources), ...any('resource', notResources).map((part) => `(not ${part})`), ...conditions.map(holds)];
  return `(and true ${parts.join(' ')})`;
}

function holds({ operator, key, values }: Condition): string {
  const name = key.toLowerCase();
  const has = `|has ${name}|`;
  if (operator === 'Null') return `(or false ${values.map((value) => (value === 'true' ? `(not ${has})` : has)).join(' ')})`;
  const bare = operator.replace('IfExists', '');
  const negated = bare.includes('Not');
  const hit = `(or false ${values.map((value) => (bare.startsWith('Arn') ? inArn(name, value) : bare.includes('Like') ? inGlob(name, value) : `(= |${name}| ${quoted(value)})`)).join(' ')})`;
  if (negated) return `(or (not ${has}) (not ${hit}))`;
  return operator.endsWith('IfExists') ? `(or (not ${has}) ${hit})` : `(and ${has} ${hit})`;
}

function inGlob(name: string, glob: string): string {
  return `(str.in_re |${name}| ${regex(glob, 're.allchar')})`;
}

function inArn(name: string, pattern: string): string {
  const parts = pattern.split(':');
  if (parts.length < 6) return inGlob(name, pattern);
  const inPart = '(re.diff re.allchar (str.to_re ":"))';
  const pieces = [...parts.slice(0, 5).map((part) => `${regex(part, inPart)} (str.to_re ":")`), regex(parts.slice(5).join(':'), 're.allchar')];
  return `(str.in_re |${name}| (re.++ ${pieces.join(' ')}))`;
}

function regex(glob: string, any: string): string {
  const pieces = glob.split(/([*?])/).filter((piece) => piece !== '').map((piece) => (piece === '*' ? `(re.* ${any})` : piece === '?' ? any : `(str.to_re ${quoted(piece)})`));
  return pieces.length === 0 ? '(str.to_re "")' : pieces.length === 1 ? pieces[0] ?? '' : `(re.++ ${pieces.join(' ')})`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
