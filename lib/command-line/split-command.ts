import { CommandFailure } from './command-failure';

/**
 * A command as program and arguments, split like a shell splits words: by spaces, with '...', "..." and \ to quote. No
 * shell reads it, so that nothing in it can run anything else; what only a shell would understand is refused.
 */
export function splitCommand(command: string, from: string): readonly [string, ...string[]] {
  const words: string[] = [];
  const got = JSON.stringify(command);
  for (const [part] of command.trim().matchAll(/\s+|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]+|./gs)) {
    if (/^\s+$/.test(part)) words.push('');
    else if (part === "'" || part === '"' || part === '\\') throw new CommandFailure(`${from}: must close every quote, got ${got}`);
    else words.push(`${words.pop() ?? ''}${unquoted(part, from, got)}`);
  }
  const [program = '', ...rest] = words;
  if (program === '') throw new CommandFailure(`${from}: must be a command, got ${got}; for example "node bin/app.js"`);
  if (/^\w+=/.test(program)) throw shellSyntax(from, program, got);
  return [program, ...rest];
}

function unquoted(part: string, from: string, got: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"')) return part.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  if (part.startsWith('\\')) return part.slice(1);
  const syntax = /[|&;<>$`]+/.exec(part)?.[0];
  if (syntax !== undefined) throw shellSyntax(from, syntax, got);
  return part;
}

function shellSyntax(from: string, syntax: string, got: string): CommandFailure {
  return new CommandFailure(`${from}: must be one program with its arguments, because no shell runs it, got ${JSON.stringify(syntax)} in ${got}; put it into an npm script and use "npm run --silent NAME"`);
}
