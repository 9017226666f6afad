import { instantOf } from '../../values/local-time';
import { Problems } from '../../values/problems';
import { isTimeZone } from '../../values/time-zone';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { ScaleWindow } from '../scale-window';
import { checkCapacity } from './capacity-checks';
import { isBlank } from './field-checks';

const LONGEST_DAYS = 31;
const SHORTEST_MINUTES = 30;

/** A window whose times are real, in milliseconds since 1970. */
interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Refuses windows whose times are none, that overlap, that nobody answers for, or whose scale AWS does not offer. */
export function checkWindows(problems: Problems, environment: EnvironmentProps): void {
  const { kind, windows = {} } = environment;
  if (Object.keys(windows).length === 0) return;
  problems.when(kind === EnvironmentKind.PRODUCTION, {
    at: 'windows', must: 'must not be declared in production', got: Object.keys(windows), fix: 'production always has its full scale',
  });
  const spans = Object.entries(windows).flatMap(([name, window]) => {
    const at = `windows.${name}`;
    problems.when(!/^[a-z][a-z0-9-]{0,39}$/.test(name), { at: 'windows', must: 'must have names of at most 40 lower-case letters, digits and hyphens that begin with a letter', got: name });
    if (problems.when(!(window instanceof ScaleWindow), { at, must: 'must be a window', fix: 'use ScaleWindow.like(...) or ScaleWindow.times(...)' })) return [];
    checkWords(problems, at, window);
    checkTarget(problems, at, window, environment);
    return checkTimes(problems, name, window);
  });
  checkOverlaps(problems, spans);
}

function checkWords(problems: Problems, at: string, window: ScaleWindow): void {
  problems.when(isBlank(window.reason), { at: `${at}.reason`, must: 'must not be empty', got: window.reason, fix: 'say why the scale is needed' });
  problems.when(isBlank(window.owner), { at: `${at}.owner`, must: 'must not be empty', got: window.owner, fix: 'name the team that answers for it' });
}

function checkTimes(problems: Problems, name: string, window: ScaleWindow): Span[] {
  const { timeZone } = window;
  const at = `windows.${name}`;
  const noZone = problems.when(!isTimeZone(timeZone), {
    at: `${at}.timeZone`, must: 'must be a time zone of the IANA database', got: timeZone, fix: 'write for example Europe/Berlin',
  });
  if (noZone) return [];
  const [from, to] = (['start', 'end'] as const).map((field) => {
    const instant = instantOf(String(window[field]), timeZone);
    problems.when(instant === undefined, {
      at: `${at}.${field}`, must: `must be a time that clocks in ${timeZone} show`, got: window[field], fix: 'write YYYY-MM-DDTHH:MM, for example 2026-06-08T08:00',
    });
    return instant;
  });
  if (from === undefined || to === undefined) return [];
  const early = problems.when(to <= from, { at: `${at}.end`, must: `must be later than the start, ${window.start}`, got: window.end });
  if (early) return [];
  problems.when(to - from > LONGEST_DAYS * 86_400_000, {
    at: `${at}.end`, must: `must be at most ${LONGEST_DAYS} days after the start, ${window.start}`, got: window.end, fix: 'what is needed for longer is the capacity of the environment',
  });
  problems.when(to - from < SHORTEST_MINUTES * 60_000, {
    at: `${at}.end`, must: `must be at least ${SHORTEST_MINUTES} minutes after the start, ${window.start}`, got: window.end, fix: 'databases and services need that long to grow',
  });
  return [{ name, from, to }];
}

/** In the order of their starts, each is compared with all before it: a short one may lie within a long one. */
function checkOverlaps(problems: Problems, spans: readonly Span[]): void {
  const inOrder = spans.toSorted((a, b) => a.from - b.from);
  inOrder.forEach((later, index) => {
    for (const earlier of inOrder.slice(0, index).filter(({ to }) => to > later.from)) {
      problems.when(true, { at: `windows.${later.name}`, must: `must not overlap the window ${earlier.name}`, fix: 'make one window of both, or let one end before the other starts' });
    }
  });
}

function checkTarget(problems: Problems, at: string, window: ScaleWindow, { capacity = {} }: EnvironmentProps): void {
  const names = Object.keys(capacity);
  for (const name of [...Object.keys(window.measure ?? {}), ...Object.keys(window.factors ?? {})].filter((each) => !names.includes(each))) {
    problems.when(true, { at, must: 'must name capacities of the environment', got: name, fix: `declared are ${names.toSorted().join(', ') || 'none'}` });
  }
  if (checkFactors(problems, at, window)) return;
  const scaled = window.capacityFrom(capacity);
  for (const name of names.filter((each) => scaled[each] === undefined)) {
    problems.when(true, { at: `${at}.${name}`, must: 'must have a scale that AWS offers for what the environment declares', fix: 'leave it out, or choose another factor or measure' });
  }
  const found = new Problems();
  checkCapacity(found, { capacity: scaled });
  problems.addAll(found.list, at);
}

function checkFactors(problems: Problems, at: string, { factor, factors = {} }: ScaleWindow): boolean {
  const all = [...(factor === undefined ? [] : [['factor', factor] as const]), ...Object.entries(factors).map(([name, value]) => [`factors.${name}`, value] as const)];
  return all.filter(([field, value]) => problems.when(!(Number.isFinite(value) && value > 1 && value <= 100), {
    at: `${at}.${field}`, must: 'must be more than 1 and at most 100', got: value,
  })).length > 0;
}
