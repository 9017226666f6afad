import { Terminal } from '../../lib/command-line/terminal';

describe('progress', () => {
  const tty = process.stderr.isTTY;
  const written = (isTTY: boolean): string => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    process.stderr.isTTY = isTTY;
    new Terminal({ color: false }).progress('synthesizing')();
    const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
    write.mockRestore();
    return text;
  };
  afterEach(() => {
    process.stderr.isTTY = tty;
  });

  test('shows on a terminal what is going on, and takes it away when it is done', () => {
    expect(written(true).replace(/^\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /, '')).toBe('synthesizing 0 s\r\u001b[K');
  });

  test('writes nothing elsewhere', () => {
    expect(written(false)).toBe('');
  });
});
