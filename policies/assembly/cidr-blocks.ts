/** What `Fn::Cidr` gives: `count` address blocks of 2^`bits` addresses each, from the start of `block`. */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const [address = '', length = ''] = block.split('/');
  const six = address.includes(':');
  const start = six ? ofGroups(address) : ofNumbers(address);
  const width = six ? 128 : 32;
  const fits = start !== undefined && /^\d{1,3}$/.test(length) && Number(length) <= width;
  const sane = Number.isInteger(count) && count >= 1 && count <= 256 && Number.isInteger(bits) && bits >= 0 && bits <= width;
  if (!fits || !sane) return undefined;
  const size = 1n << BigInt(bits);
  const whole = 1n << BigInt(width - Number(length));
  const first = (start / whole) * whole;
  return Array.from({ length: count }, (_, i) => `${written(first + BigInt(i) * size, six)}/${width - bits}`);
}

function ofNumbers(address: string): bigint | undefined {
  const parts = address.split('.');
  const right = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return right ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined;
}

function ofGroups(address: string): bigint | undefined {
  const [head = '', tail, more] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const gap = 8 - before.length - after.length;
  const all = [...before, ...Array<string>(Math.max(gap, 0)).fill('0'), ...after];
  const right = more === undefined && all.length === 8 && (tail === undefined ? gap === 0 : gap > 0) && all.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return right ? all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) : undefined;
}

function written(value: bigint, six: boolean): string {
  const part = (shift: number, mask: bigint): bigint => (value >> BigInt(shift)) & mask;
  if (six) return Array.from({ length: 8 }, (_, i) => part(112 - 16 * i, 0xffffn).toString(16)).join(':');
  return [24, 16, 8, 0].map((shift) => part(shift, 255n)).join('.');
}
