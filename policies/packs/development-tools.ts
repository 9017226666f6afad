/** A kind of program that does not belong on production systems (ISO 27001:2022 control 8.31). */
export interface ToolKind {
  readonly kind: string;
  readonly programs: readonly string[];
}

/** What attackers and the hurried use, by kind. Names of programs, without a version at the end. */
export const developmentTools: readonly ToolKind[] = [
  { kind: 'shell', programs: ['ash', 'bash', 'busybox', 'csh', 'dash', 'fish', 'ksh', 'mksh', 'pwsh', 'rbash', 'sh', 'tcsh', 'toybox', 'zsh'] },
  {
    kind: 'compiler',
    programs: ['as', 'c++', 'c89', 'c99', 'cargo', 'cc', 'clang', 'clang++', 'cmake', 'cpp', 'csc', 'g++', 'gcc', 'go', 'javac', 'ld', 'make', 'msbuild', 'ninja', 'rustc', 'tcc', 'tsc'],
  },
  {
    kind: 'debugger',
    programs: ['bpftrace', 'dlv', 'gdb', 'gdbserver', 'jcmd', 'jdb', 'jmap', 'jstack', 'lldb', 'lldb-server', 'ltrace', 'perf', 'rr', 'strace', 'tcpdump', 'tshark', 'valgrind'],
  },
  {
    kind: 'package manager',
    programs: ['apk', 'apt', 'apt-get', 'composer', 'conda', 'corepack', 'dnf', 'dpkg', 'gem', 'microdnf', 'npm', 'npx', 'pip', 'pnpm', 'rpm', 'yarn', 'yum', 'zypper'],
  },
  { kind: 'remote access tool', programs: ['curl', 'ftp', 'nc', 'ncat', 'netcat', 'nmap', 'rsync', 'scp', 'sftp', 'socat', 'ssh', 'sshd', 'telnet', 'wget'] },
];

/** Kind by program. */
const kinds: ReadonlyMap<string, string> = new Map(developmentTools.flatMap(({ kind, programs }) => programs.map((program) => [program, kind])));

/** The kind of tool that the program at a path is; undefined for everything else. `gcc-12` and `python3.12-gdb` are told by their names too. */
export function toolKindOf(path: string): string | undefined {
  const name = (path.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  const versionless = name.replace(/[-.]?\d+(?:\.\d+)*$/, '').replace(/^(?:x86_64|aarch64|arm)-linux-(?:gnu|musl)[a-z]*-/, '');
  return kinds.get(name) ?? kinds.get(versionless);
}

/** Whether a text switches a debugger on: an option of the runtime, in a command or in an environment variable. */
export function switchesDebuggerOn(text: string): boolean {
  return /--inspect(?:-brk|-wait)?(?:=|\s|$)|-agentlib:jdwp|-Xrunjdwp|-Xdebug\b|\bdebugpy\b|\bpydevd\b|\bptvsd\b|\bxdebug\.mode\s*=\s*\w*debug|\brdbg\b|\bdlv\b.*\b(?:exec|attach|debug)\b|-Dcom\.sun\.management\.jmxremote\b/.test(text);
}
