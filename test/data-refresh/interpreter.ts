/** A state of Amazon States Language, in its JSONPath form, as far as the machines of this library use it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly InputPath?: string;
  readonly ResultPath?: string | null;
  readonly ResultSelector?: unknown;
  readonly Parameters?: unknown;
  readonly Result?: unknown;
  readonly Resource?: string;
  readonly Seconds?: number;
  readonly TimeoutSeconds?: number;
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string; readonly ResultPath?: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly ItemsPath?: string;
  readonly ItemSelector?: unknown;
  readonly ItemProcessor?: Machine;
  readonly ToleratedFailurePercentage?: number;
  readonly Error?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A rule of a Choice; comparisons stand under their own names. */
type Rule = Readonly<Record<string, unknown>> & { readonly Variable?: string; readonly Next?: string };

/** How a task fails, as Step Functions knows it. */
export class TaskFailure extends Error {
  public constructor(public readonly error: string, public override readonly cause: string) {
    super(`${error}: ${cause}`);
  }
}

/** What a task does with its parameters. `state` is its name. */
export type Perform = (resource: string, parameters: unknown, state: string, timeoutSeconds: number | undefined) => Promise<unknown>;

/** How an execution ended. */
export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  /** Names of states in the order in which they were entered. */
  readonly path: readonly string[];
}

export interface Execution {
  readonly name: string;
  readonly started: string;
  /** The clock: entering a state reads it, a Wait moves it. */
  readonly clock: { now: number };
  readonly perform: Perform;
}

/** More states than any run has: a loop that does not end is a failed test, not a hanging one. */
const MOST_STATES = 5000;

/** Interprets a definition: every Choice, Catch, Retry, path and Map as Step Functions does, the tasks by `perform`. */
export async function interpret(machine: Machine, input: unknown, execution: Execution, path: string[] = []): Promise<Outcome> {
  let data = input;
  let name = machine.StartAt;
  for (;;) {
    const state = machine.States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    if (path.push(name) > MOST_STATES) throw new Error(`no end after ${MOST_STATES} states: ${path.slice(-8).join(' > ')}`);
    const context = contextOf(execution, name);
    if (state.Type === 'Succeed') return { status: 'SUCCEEDED', output: data, path };
    if (state.Type === 'Fail') return { status: 'FAILED', error: state.Error, cause: state.CausePath === undefined ? state.Cause : String(read(state.CausePath, data, context)), path };
    const [next, after] = await step(state, name, data, execution, context, path);
    data = after;
    if (next === undefined) return { status: 'SUCCEEDED', output: data, path };
    name = next;
  }
}

function contextOf({ name, started, clock }: Execution, state: string): unknown {
  return { Execution: { Name: name, StartTime: started }, State: { Name: state, EnteredTime: new Date(clock.now).toISOString() }, Task: { Token: `token of ${name}` } };
}

async function step(state: State, name: string, data: unknown, execution: Execution, context: unknown, path: string[]): Promise<[next: string | undefined, data: unknown]> {
  switch (state.Type) {
    case 'Choice': return [choose(state, data, context), data];
    case 'Wait':
      execution.clock.now += (state.Seconds ?? 0) * 1000;
      return [state.Next, data];
    case 'Pass': {
      const selected = state.InputPath === undefined ? data : read(state.InputPath, data, context);
      const result = state.Result ?? (state.Parameters === undefined ? selected : fill(state.Parameters, selected, context));
      return [state.Next, place(state.ResultPath, data, result)];
    }
    case 'Task': return attempt(state, data, path, name, () => execution.perform(state.Resource ?? '', fill(state.Parameters, data, context), name, state.TimeoutSeconds));
    case 'Map': return attempt(state, data, path, name, () => mapped(state, data, execution, context));
    default: throw new Error(`${name}: states of type ${state.Type} are not interpreted`);
  }
}

async function attempt(state: State, data: unknown, path: string[], name: string, work: () => Promise<unknown>): Promise<[string | undefined, unknown]> {
  for (let tried = 0; ; tried++) {
    try {
      return [state.Next, place(state.ResultPath, data, await work())];
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      const retry = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
      if (retry !== undefined && tried < (retry.MaxAttempts ?? 3)) continue;
      const caught = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
      if (caught === undefined) throw new Error(`${name} has no way out of ${error.message}; so far ${path.join(' > ')}`, { cause: error });
      return [caught.Next, place(caught.ResultPath, data, { Error: error.error, Cause: error.cause })];
    }
  }
}

function matches(names: readonly string[], error: string): boolean {
  return names.some((name) => name === 'States.ALL' || name === error || (name === 'States.TaskFailed' && error !== 'States.Timeout'));
}

async function mapped(state: State, data: unknown, execution: Execution, context: unknown): Promise<unknown> {
  const items = read(state.ItemsPath ?? '$', data, context) as unknown[];
  const outputs: unknown[] = [];
  for (const [Index, Value] of items.entries()) {
    const input = fill(state.ItemSelector, data, { ...(context as object), Map: { Item: { Index, Value } } });
    try {
      const outcome = await interpret(state.ItemProcessor ?? { StartAt: '', States: {} }, input, execution);
      outputs.push(outcome.output);
    } catch (error) {
      if (error instanceof Error && error.cause instanceof TaskFailure) throw new TaskFailure('States.ExceedToleratedFailureThreshold', error.cause.message);
      throw error;
    }
  }
  return outputs;
}

function choose({ Choices = [], Default }: State, data: unknown, context: unknown): string | undefined {
  return Choices.find((rule) => holds(rule, data, context))?.Next ?? Default;
}

function holds(rule: Rule, data: unknown, context: unknown): boolean {
  const list = (found: unknown): Rule[] => found as Rule[];
  if (rule['And'] !== undefined) return list(rule['And']).every((each) => holds(each, data, context));
  if (rule['Or'] !== undefined) return list(rule['Or']).some((each) => holds(each, data, context));
  if (rule['Not'] !== undefined) return !holds(rule['Not'] as Rule, data, context);
  const variable = rule.Variable ?? '';
  if (rule['IsPresent'] !== undefined) return (find(variable, data, context) !== undefined) === rule['IsPresent'];
  const value = read(variable, data, context);
  const [comparison = '', operand] = Object.entries(rule).find(([key]) => key !== 'Variable' && key !== 'Next') ?? [];
  const other = comparison.endsWith('Path') ? read(String(operand), data, context) : operand;
  switch (comparison.replace(/Path$/, '')) {
    case 'StringEquals':
    case 'NumericEquals':
    case 'BooleanEquals': return value === other;
    case 'TimestampGreaterThan': return Date.parse(String(value)) > Date.parse(String(other));
    default: throw new Error(`${comparison} is not interpreted`);
  }
}

/** The value at a path of names; undefined where there is none. */
function find(path: string, data: unknown, context: unknown): unknown {
  const [root, rest] = path.startsWith('$$') ? [context, path.slice(2)] : [data, path.slice(1)];
  return rest.split('.').filter((part) => part !== '').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined), root);
}

/** As Step Functions does, a path that leads nowhere ends the execution, and nothing catches that. */
function read(path: string, data: unknown, context: unknown): unknown {
  const value = find(path, data, context);
  if (value === undefined) throw new Error(`${path} leads nowhere in ${JSON.stringify(data).slice(0, 300)}`);
  return value;
}

function place(path: string | null | undefined, data: unknown, result: unknown): unknown {
  if (path === null) return data;
  if (path === undefined || path === '$') return result;
  const [name = '', ...more] = path.slice(2).split('.');
  if (more.length > 0) throw new Error(`${path} is not interpreted`);
  return { ...(data as object), [name]: result };
}

function fill(template: unknown, data: unknown, context: unknown): unknown {
  if (Array.isArray(template)) return template.map((each) => fill(each, data, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => (key.endsWith('.$') ? [key.slice(0, -2), evaluate(String(value), data, context)] : [key, fill(value, data, context)])));
}

/** A path or a call of an intrinsic function. */
function evaluate(text: string, data: unknown, context: unknown): unknown {
  const [, name, inner] = /^States\.(\w+)\((.*)\)$/s.exec(text.trim()) ?? [];
  if (name === undefined) return text.trim().startsWith("'") ? text.trim().slice(1, -1).replaceAll("\\'", "'") : /^\d+$/.test(text.trim()) ? Number(text) : read(text.trim(), data, context);
  const values = operands(inner ?? '').map((each) => evaluate(each, data, context));
  switch (name) {
    case 'Format': return values.slice(1).reduce<string>((filled, value) => filled.replace('{}', () => String(value)), String(values[0]));
    case 'StringSplit': return String(values[0]).split(String(values[1])).filter((part) => part !== '');
    case 'ArrayGetItem': return (values[0] as unknown[])[Number(values[1])];
    default: throw new Error(`States.${name} is not interpreted`);
  }
}

/** Splits at commas that stand in no parentheses and no quotes. */
function operands(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === "'") quoted = !quoted;
    if (!quoted && letter === '(') depth++;
    if (!quoted && letter === ')') depth--;
    if (letter === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
