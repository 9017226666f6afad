import { UnusableInput } from '../../policies/assembly/unusable-input';
import { checkImage } from '../../policies/images/check-image';
import { ImageConfig, imageConfigOf } from '../../policies/images/image-config';
import { ImageException } from '../../policies/images/image-finding';
import { switchesDebuggerOn, toolKindOf } from '../../policies/packs/development-tools';

const fine: ImageConfig = { user: '65532:65532', entrypoint: ['/app/server'], command: [], environment: ['PATH=/usr/bin'], healthCheck: [] };
const exception: ImageException = { path: '/bin/sh', reason: 'the migration tool starts through it', owner: 'platform@example.com', until: '2027-01-31' };
const today = '2026-11-22';

describe('an image', () => {
  test('without tools, of a plain user, that starts its program, passes', () => {
    expect(checkImage(fine, ['app/server', 'etc/passwd', 'usr/share/doc/bash/README', 'usr/lib/node_modules/npm/package.json'], [], today)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['a shell', './bin/sh', 'a shell'],
    ['a shell as a link', 'bin/bash -> /usr/bin/bash', 'a shell'],
    ['a box of tools', '/bin/busybox', 'a shell'],
    ['a compiler with a version', 'usr/bin/gcc-12', 'a compiler'],
    ['a compiler for another machine', 'usr/bin/aarch64-linux-gnu-gcc', 'a compiler'],
    ['the inner part of a compiler', 'usr/libexec/gcc/x86_64-linux-gnu/12/cc1', 'a compiler'],
    ['a debugger', 'usr/local/bin/gdb', 'a debugger'],
    ['a package manager', 'usr/bin/apt-get', 'a package manager'],
    ['something to fetch more with', 'usr/bin/curl', 'a remote access tool'],
    ['a compiler of its own folder', 'opt/jdk/bin/javac', 'a compiler'],
    ['a tool chain deep in a folder of its own', 'usr/lib/jvm/java-21/bin/javac', 'a compiler'],
    ['a compiler in a home folder', 'root/.cargo/bin/rustc', 'a compiler'],
  ])('is refused for %s', (_name, file, found) => {
    expect(checkImage(fine, [file], [], today)).toEqual([expect.objectContaining({ rule: 'image-holds-no-tools', found })]);
  });

  test.each<[string, Partial<ImageConfig>, string, string, string]>([
    ['nobody as its user', { user: '' }, 'image-runs-as-a-plain-user', 'config.User', 'nobody is named, which is root'],
    ['root as its user', { user: 'root:root' }, 'image-runs-as-a-plain-user', 'config.User', 'root:root'],
    ['number nought as its user', { user: '0' }, 'image-runs-as-a-plain-user', 'config.User', '0'],
    ['a user by name', { user: 'app' }, 'image-runs-as-a-plain-user', 'config.User', 'the name app, behind which any number may be'],
    ['a shell as its entry point', { entrypoint: ['/bin/sh', '-c'] }, 'image-starts-its-program', 'config.Entrypoint', '/bin/sh is a shell'],
    ['a shell as its command', { entrypoint: [], command: ['bash'] }, 'image-starts-its-program', 'config.Cmd', 'bash is a shell'],
    ['a health check through a shell', { healthCheck: ['CMD-SHELL', 'true'] }, 'image-starts-its-program', 'config.Healthcheck', 'sh is a shell'],
    ['a health check by a tool', { healthCheck: ['CMD', 'curl', '-f'] }, 'image-starts-its-program', 'config.Healthcheck', 'curl is a remote access tool'],
    ['a debugger in its environment', { environment: ['NODE_OPTIONS=--inspect'] }, 'image-listens-to-no-debugger', 'config.Env', 'NODE_OPTIONS=--inspect'],
    ['a debugger in its command', { command: ['-agentlib:jdwp=server=y'] }, 'image-listens-to-no-debugger', 'config.Cmd', '-agentlib:jdwp=server=y'],
  ])('is refused for %s', (_name, config, rule, at, found) => {
    expect(checkImage({ ...fine, ...config }, ['app/server'], [], today)).toEqual([expect.objectContaining({ rule, at, found })]);
  });
});

describe('an exception', () => {
  test('keeps its one path from being reported', () => {
    expect(checkImage(fine, ['bin/sh', 'bin/bash'], [exception], today).map(({ at }) => at)).toEqual(['/bin/bash']);
  });
  test('counts on its last day', () => expect(checkImage(fine, ['bin/sh'], [exception], '2027-01-31')).toEqual([]));
  test.each<[string, Partial<ImageException>, string]>([
    ['after its last day', { until: '2026-11-21' }, 'it ended on 2026-11-21'],
    ['without a last day', { until: 'later' }, 'it has no last day'],
    ['of nobody, for no reason', { owner: ' ', reason: undefined as unknown as string }, 'it says nothing about reason, owner'],
  ])('%s is reported, and so is what it was for', (_name, wrong, found) => {
    expect(checkImage(fine, ['bin/sh'], [{ ...exception, ...wrong }], today)).toEqual([
      expect.objectContaining({ rule: 'image-holds-no-tools', at: '/bin/sh' }), expect.objectContaining({ rule: 'exception-is-accountable', found }),
    ]);
  });
  test('that no file needs is reported', () => {
    expect(checkImage(fine, ['app/server'], [exception], today)).toEqual([expect.objectContaining({ rule: 'exception-is-accountable', found: 'no tool is there any more' })]);
  });
});

describe('the configuration of an image', () => {
  test.each<[string, unknown]>([
    ['as OCI has it', { architecture: 'arm64', config: { User: '65532', Entrypoint: ['/app'], Cmd: ['serve'], Env: ['A=b'], Healthcheck: { Test: ['CMD', '/app'] } } }],
    ['as Docker inspects it', [{ Id: 'sha256:0', Config: { User: '65532', Entrypoint: ['/app'], Cmd: ['serve'], Env: ['A=b'], Healthcheck: { Test: ['CMD', '/app'] } } }]],
  ])('%s', (_name, document) => {
    expect(imageConfigOf(JSON.stringify(document), 'config.json')).toEqual({
      user: '65532', entrypoint: ['/app'], command: ['serve'], environment: ['A=b'], healthCheck: ['CMD', '/app'],
    });
  });
  test('that says nothing is that of root', () => expect(imageConfigOf('{"config":{"Entrypoint":"/bin/sh"}}', 'c')).toMatchObject({ user: '', entrypoint: ['/bin/sh'], healthCheck: [] }));
  test.each([['no JSON', 'FROM scratch', 'config.json: must be JSON'], ['no configuration', '{}', 'config.json: must be the configuration of an image'], ['a list of nothing', '[]', 'config.json: must be']])(
    'is not %s', (_name, text, message) => {
      expect(() => imageConfigOf(text, 'config.json')).toThrow(UnusableInput);
      expect(() => imageConfigOf(text, 'config.json')).toThrow(message);
    });
});

test.each(['server', 'gunicorn', 'node', 'java', 'python3', 'makefile-reader', 'gone', 'shapes', 'as-a-service'])('%s is no tool', (name) => expect(toolKindOf(`/usr/bin/${name}`)).toBeUndefined());
test.each(['--inspection-interval=5', 'INSPECT=1', '-Xmx512m', 'debug=false'])('%s switches no debugger on', (text) => expect(switchesDebuggerOn(text)).toBe(false));
