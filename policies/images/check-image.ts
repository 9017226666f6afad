import { switchesDebuggerOn, toolKindOf } from '../packs/development-tools';
import { ImageConfig } from './image-config';
import { ImageException, ImageFinding } from './image-finding';

/** Where programs are: in any folder for programs, since tool chains bring their own, as in `usr/local/go/bin` and `usr/lib/jvm/default/bin`. */
const programFolders = /(?:^|\/)s?bin\/[^/]+$|^usr\/(?:lib|libexec)\/gcc\/.+\/(?:cc1|cc1plus|collect2)$|^busybox\/[^/]+$/;

/** Compilers keep their parts here under names of their own. */
const compilerParts = /\/(?:cc1|cc1plus|collect2)$/;

/**
 * What is wrong with an image that is to run in production (DEL-10): who it runs as, what it starts, and which tools lie in it. Files are
 * paths, as `tar --list` prints them. An exception keeps one path from being reported, until its last day; an exception that has expired, that
 * says too little, or that no file needs, is reported itself.
 *
 * @param today `YYYY-MM-DD`
 */
export function checkImage(config: ImageConfig, files: readonly string[], exceptions: readonly ImageException[], today: string): ImageFinding[] {
  const tools = toolsIn(files);
  const valid = exceptions.filter((exception) => exceptionProblem(exception, today) === undefined);
  const excepted = new Set(valid.map(({ path }) => plain(path)));
  return [
    ...userFindings(config),
    ...startFindings(config),
    ...debuggerFindings(config),
    ...tools.filter(({ path }) => !excepted.has(path)).map(({ path, kind }): ImageFinding => ({
      rule: 'image-holds-no-tools', at: `/${path}`, found: `a ${kind}`, fix: 'build in one stage and copy the program into an image without tools, or declare an exception with an end',
    })),
    ...exceptions.flatMap((exception) => exceptionFindings(exception, tools.map(({ path }) => path), today)),
  ];
}

function toolsIn(files: readonly string[]): { path: string; kind: string }[] {
  return [...new Set(files.map(plain))].toSorted().flatMap((path) => {
    if (!programFolders.test(path)) return [];
    const kind = compilerParts.test(`/${path}`) ? 'compiler' : toolKindOf(path);
    return kind === undefined ? [] : [{ path, kind }];
  });
}

/** `./usr/bin/gcc` and `/usr/bin/gcc` are `usr/bin/gcc`; of `bin/sh -> dash`, as long listings have it, the name. */
function plain(path: string): string {
  return path.replace(/ -> .*$/, '').replace(/^(?:\.?\/)+/, '');
}

function userFindings({ user }: ImageConfig): ImageFinding[] {
  const [name = ''] = user.split(':');
  const fix = 'set USER to a number, for example 65532';
  if (name === '' || name === '0' || name === 'root') return [{ rule: 'image-runs-as-a-plain-user', at: 'config.User', found: user === '' ? 'nobody is named, which is root' : user, fix }];
  return /^\d+$/.test(name) ? [] : [{ rule: 'image-runs-as-a-plain-user', at: 'config.User', found: `the name ${name}, behind which any number may be`, fix }];
}

function startFindings({ entrypoint, command, healthCheck }: ImageConfig): ImageFinding[] {
  const [how, program] = healthCheck;
  const starts = [
    { at: 'config.Entrypoint', program: entrypoint[0] },
    { at: 'config.Cmd', program: command[0] },
    { at: 'config.Healthcheck', program: how === 'CMD-SHELL' ? 'sh' : how === 'CMD' ? program : undefined },
  ];
  return starts.flatMap(({ at, program: started }) => {
    const kind = started === undefined ? undefined : toolKindOf(started);
    return kind === undefined ? [] : [{ rule: 'image-starts-its-program', at, found: `${started} is a ${kind}`, fix: 'name the program and its arguments one by one' }];
  });
}

function debuggerFindings({ entrypoint, command, environment }: ImageConfig): ImageFinding[] {
  const places = { 'config.Entrypoint': entrypoint, 'config.Cmd': command, 'config.Env': environment };
  return Object.entries(places).flatMap(([at, texts]) => texts.filter(switchesDebuggerOn).map((found): ImageFinding => ({
    rule: 'image-listens-to-no-debugger', at, found, fix: 'take the option out of the image',
  })));
}

function exceptionFindings(exception: ImageException, tools: readonly string[], today: string): ImageFinding[] {
  const problem = exceptionProblem(exception, today);
  const rule = 'exception-is-accountable';
  if (problem !== undefined) return [{ rule, at: String(exception.path), found: problem, fix: 'say path, reason, owner and a last day, YYYY-MM-DD, or remove the tool' }];
  return tools.includes(plain(exception.path)) ? [] : [{ rule, at: exception.path, found: 'no tool is there any more', fix: 'remove the exception' }];
}

function exceptionProblem({ path, reason, owner, until }: ImageException, today: string): string | undefined {
  const missing = Object.entries({ path, reason, owner }).filter(([, value]) => typeof value !== 'string' || value.trim() === '').map(([field]) => field);
  if (missing.length > 0) return `it says nothing about ${missing.join(', ')}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until))) return 'it has no last day';
  return until < today ? `it ended on ${until}` : undefined;
}
