import { plainText } from './plain-text';

/** Why an app ended without an assembly, in words for the person who wrote it. */
export interface AppFailure {
  /** The app refused its own definition; anything else is an accident. */
  readonly refused: boolean;
  readonly message: string;
}

/** The first line of every refusal (see `DefinitionError`); other languages put names of exceptions before it. */
const refusal = /^(?:.*(?:Error|Exception): )?(.+ has (?:1 problem|\d+ problems))$/;
/** `TypeError: ...`, and the way the CDK prints its own errors: `«InvalidBucketNameValue» ...`. */
const headline = /^(?:(?:Uncaught |Unhandled )?[\w.$@/]*(?:Error|Exception)\b.*: .|«\w+» )/;
const stackLine = /^\s+(?:at |\.\.\.)/;
const frame = /^\s+at (?:.*\()?((?:file:\/\/)?\/[^()]+:\d+:\d+)\)?/;
const bound = { lines: 15, width: 400 };

/** Reads what the app has printed; stack traces are left out. */
export function appFailure(printed: string, exitCode: number): AppFailure {
  const lines = printed.split(/\r?\n/);
  const start = lines.findIndex((line, index) => refusal.test(plainText(line)) && lines[index + 1]?.startsWith('- ') === true);
  if (start >= 0) {
    const subject = refusal.exec(plainText(lines[start] ?? ''))?.[1] ?? '';
    return { refused: true, message: [subject, ...problemsFrom(lines, start + 1)].join('\n') };
  }
  return { refused: false, message: [`the app failed with exit code ${exitCode}`, ...crash(lines)].join('\n') };
}

function problemsFrom(lines: readonly string[], start: number): string[] {
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith('- '));
  return lines.slice(start, end < 0 ? undefined : end).map(plainText);
}

function crash(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => headline.test(line));
  if (start < 0) return lines.filter(isProse).slice(-bound.lines).map(shown);
  const end = lines.findIndex((line, index) => index > start && stackLine.test(line));
  if (end < 0) return lines.slice(start).filter(isProse).slice(0, bound.lines).map(shown);
  const message = lines.slice(start, end).filter(isProse).slice(0, bound.lines);
  const after = lines.slice(end);
  return [...message, ...labelled('in', ownFrame(after)), ...labelled('at', constructPath(after))].map(shown);
}

function labelled(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`${label} ${text}`];
}

/** The construct that an error of the CDK relates to, which the CDK draws as a tree. */
function constructPath(lines: readonly string[]): string | undefined {
  const ids = lines.flatMap((line) => /^\s*└─ (.+) \([^()]*\)$/.exec(line)?.[1] ?? []);
  return ids.length === 0 ? undefined : ids.join('/');
}

/** The first line of a stack that is neither node's nor a package's. */
function ownFrame(stack: readonly string[]): string | undefined {
  return stack.map((line) => frame.exec(line)?.[1]).find((place) => place !== undefined && !place.includes('/node_modules/'));
}

function isProse(line: string): boolean {
  return line.trim() !== '' && !stackLine.test(line) && !/^Node\.js v\d/.test(line);
}

function shown(line: string): string {
  const text = plainText(line);
  return `  ${text.length > bound.width ? `${text.slice(0, bound.width)}…` : text}`;
}
