import { plainText } from '../plain-text';
import { Terminal } from '../terminal';
import { PlannedResource, TeardownPlan, nameClashes, obstacles } from './teardown-plan';

/** How many rows of a kind a person is shown; `--json` has them all. */
const shown = 12;

/** Prints a plan in the order in which a person must know it: what stops it first. */
export function printTeardownPlan(plan: TeardownPlan, terminal: Terminal, willExecute: boolean): void {
  const { environment, kind, account, region } = plan;
  terminal.result(plainText(`${environment}: ${kind}, account ${account}, ${region}`));
  const of = (fate: PlannedResource['fate']): PlannedResource[] => plan.resources.filter((resource) => resource.fate === fate);
  section('stands in the way', obstacles(plan), terminal);
  section('is kept', of('kept'), terminal);
  section('ends later', of('ends later'), terminal);
  section('is left behind by services', of('left behind'), terminal);
  if (plan.outside.length > 0) {
    terminal.result(`\n${terminal.colors.bold('knows the environment')}`);
    terminal.result(terminal.table(['stack', 'account', 'why', 'what to do'], plan.outside.map(({ stack, account: of_, why, fix }) => [stack, of_ ?? '-', why, fix].map(plainText))));
  }
  printOrder(plan, terminal);
  const clashes = nameClashes(plan);
  if (clashes.length > 0) terminal.result(`\na rebuild under the same names meets what was kept: ${clashes.map(({ name }) => plainText(name ?? '')).join(', ')}`);
  terminal.result(`\n${summary(plan)}${willExecute ? '' : '; nothing was removed'}`);
}

function section(title: string, resources: readonly PlannedResource[], terminal: Terminal): void {
  if (resources.length === 0) return;
  terminal.result(`\n${terminal.colors.bold(title)}`);
  const rows = groups(resources).slice(0, shown).map(({ stack, logicalId, type, name, why, fix, more }) => [
    stack, `${name ?? logicalId}${more > 0 ? ` and ${more} more` : ''}`, type, why, fix,
  ].map(plainText));
  terminal.result(terminal.table(['stack', 'what', 'type', 'why', 'what to do'], rows));
  const hidden = groups(resources).length - shown;
  if (hidden > 0) terminal.result(`and ${hidden} more rows; see --json`);
}

/** One row for what a stack has of the same type with the same fate. */
function groups(resources: readonly PlannedResource[]): Array<PlannedResource & { readonly more: number }> {
  const rows = new Map<string, PlannedResource & { more: number }>();
  for (const resource of resources) {
    const key = `${resource.stack} ${resource.type} ${resource.why}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { ...resource, more: 0 });
    else row.more += 1;
  }
  return [...rows.values()];
}

function printOrder({ stacks }: TeardownPlan, terminal: Terminal): void {
  terminal.result(`\n${terminal.colors.bold('order of removal')}`);
  terminal.result(terminal.table(['', 'stack', 'resources'], stacks.map(({ stack, resources }, index) => [String(index + 1), plainText(stack), String(resources)]), ['', 'resources']));
}

function summary(plan: TeardownPlan): string {
  const blocked = obstacles(plan).length;
  const kept = plan.resources.filter(({ fate }) => fate === 'kept').length;
  return `${blocked === 0 ? 'nothing stands in the way' : `${blocked} in the way`}; ${kept} kept; ${plan.stacks.length} stacks to remove`;
}
