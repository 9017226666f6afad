import * as fc from 'fast-check';
import { Cidr } from '../../lib/values/cidr';
import { DomainName } from '../../lib/values/domain-name';
import { EgressPolicy, EgressProtocol, type EgressDestination } from '../../lib/values/egress-policy';
import { IngressPolicy, type IngressSource } from '../../lib/values/ingress-policy';

const reason = 'invoices';

describe('an address block', () => {
  test.each([
    ['10.20.0.0', 'must be an address block such as 10.20.0.0/16, got "10.20.0.0"; write the prefix length, for one address 10.20.0.0/32'],
    ['ten', 'must be an address block such as 10.20.0.0/16, got "ten"; write address/prefix'],
    ['', 'must be an address block such as 10.20.0.0/16, got ""; write address/prefix'],
    ['10.20.0.0/33', 'must be an address block such as 10.20.0.0/16, got "10.20.0.0/33"; use a prefix length of 0 to 32 for IPv4, 0 to 128 for IPv6'],
    ['10.20.0/16', 'must be an address block such as 10.20.0.0/16, got "10.20.0/16"; use four numbers of 0 to 255, or an IPv6 address'],
    ['10.256.0.0/16', 'must be an address block such as 10.20.0.0/16, got "10.256.0.0/16"; use four numbers of 0 to 255, or an IPv6 address'],
    ['010.0.0.0/8', 'must be an address block such as 10.20.0.0/16, got "010.0.0.0/8"; write the numbers without leading zeros'],
    ['10.20.1.0/16', 'must be written by its first address, got "10.20.1.0/16"; write 10.20.0.0/16'],
    ['10.0.0.0/08', 'must be written by its first address, got "10.0.0.0/08"; write 10.0.0.0/8'],
    ['2001:DB8::/32', 'must be written by its first address, got "2001:DB8::/32"; write 2001:db8::/32'],
  ])('%j is refused', (text, message) => {
    expect(() => Cidr.of(text, 'network.cidr')).toThrow(new Error(`address block has 1 problem\n- network.cidr: ${message}`));
  });

  test.each([
    ['10.0.0.0/8', '10.20.0.0/16', true, true],
    ['10.20.0.0/16', '10.0.0.0/8', false, true],
    ['10.20.0.0/16', '10.20.0.0/16', true, true],
    ['10.20.0.0/16', '10.21.0.0/16', false, false],
    ['0.0.0.0/0', '2001:db8::/32', false, false],
    ['::/0', '2001:db8::/32', true, true],
  ])('%s and %s: contains %s, overlaps %s', (a, b, contains, overlaps) => {
    expect(Cidr.of(a).contains(Cidr.of(b))).toBe(contains);
    expect(Cidr.of(a).overlaps(Cidr.of(b))).toBe(overlaps);
    expect(Cidr.of(b).overlaps(Cidr.of(a))).toBe(overlaps);
  });

  test('splits into equal blocks in ascending order', () => {
    expect(Cidr.of('10.0.0.0/22').split(24).map(String)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']);
    expect(() => Cidr.of('10.0.0.0/22').split(21)).toThrow('10.0.0.0/22 cannot be split into /21');
    expect(() => Cidr.of('10.0.0.0/8').split(32)).toThrow('10.0.0.0/8 has 16777216 blocks of /32; at most 65536 can be listed');
    expect(() => Cidr.of('10.0.0.0/22').block(24, 4)).toThrow('10.0.0.0/22 has no block number 4 of length /24');
  });

  test('finds the first free block of any size, around blocks of any size', () => {
    const free = (prefix: number, ...taken: string[]): string | undefined =>
      Cidr.firstFree(Cidr.of('10.0.0.0/14'), prefix, taken.map((text) => Cidr.of(text)))?.toString();
    expect(free(16)).toBe('10.0.0.0/16');
    expect(free(16, '10.0.128.0/17', '10.1.0.0/24')).toBe('10.2.0.0/16');
    expect(free(24, '10.0.0.0/15')).toBe('10.2.0.0/24');
    expect(free(16, '10.0.0.0/8')).toBeUndefined();
    expect(free(13)).toBeUndefined();
  });

  test('the blocks of a split cover the whole, without overlap', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 8, max: 28 }), fc.integer({ min: 0, max: 4 }), (number, prefix, more) => {
      const mask = (0xffffffff << (32 - prefix)) >>> 0;
      const first = (number & mask) >>> 0;
      const whole = Cidr.of(`${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.')}/${prefix}`);
      const parts = whole.split(prefix + more);
      expect(parts.reduce((sum, part) => sum + part.size, 0n)).toBe(whole.size);
      expect(parts.every((part, index) => whole.contains(part) && parts.slice(index + 1).every((other) => !other.overlaps(part)))).toBe(true);
      expect(parts.map((part) => Cidr.of(part.toString()).first)).toEqual(parts.map((part) => part.first));
    }));
  });

  test.each([['10.1.0.0/16', true], ['172.31.0.0/16', true], ['172.32.0.0/16', false], ['8.8.8.0/24', false], ['0.0.0.0/0', false], ['fd00::/8', true]])('%s is private: %s', (text, expected) => {
    expect(Cidr.of(text).isPrivate).toBe(expected);
  });
});

describe('a domain name', () => {
  test.each([['erp.example.com'], ['*.example.com'], ['*.a.example.com'], ['xn--mller-kva.example'], ['a-b.example.com'], ['3m.example.com']])('%s is taken', (text) => {
    expect(DomainName.pattern(text).text).toBe(text);
  });

  test('is lowercased', () => {
    expect(DomainName.pattern('*.ERP.Example.COM').text).toBe('*.erp.example.com');
  });

  const name = 'must be a domain name such as erp.example.com';
  test.each([
    ['*', 'must have its only * as the whole first label, got "*"; write a pattern such as *.example.com'],
    ['a.*.example.com', 'must have its only * as the whole first label, got "a.*.example.com"; write a pattern such as *.example.com'],
    ['*.*.example.com', 'must have its only * as the whole first label, got "*.*.example.com"; write a pattern such as *.example.com'],
    ['*api.example.com', 'must have its only * as the whole first label, got "*api.example.com"; write a pattern such as *.example.com'],
    ['*.com', 'must not be a wildcard over a domain in which anybody can register, got "*.com"; name the hosts'],
    ['*.co.uk', 'must not be a wildcard over a domain in which anybody can register, got "*.co.uk"; name the hosts'],
    ['*.S3.amazonaws.com', 'must not be a wildcard over a domain in which anybody can register, got "*.S3.amazonaws.com"; name the hosts'],
    ['*.s3.eu-west-1.amazonaws.com', 'must not be a wildcard over a domain in which anybody can register, got "*.s3.eu-west-1.amazonaws.com"; name the hosts'],
    ['*.eu-west-1.amazonaws.com', 'must not be a wildcard over a domain in which anybody can register, got "*.eu-west-1.amazonaws.com"; name the hosts'],
    ['203.0.113.7', 'must not be an IP address, got "203.0.113.7"; name the host; the firewalls match names'],
    ['0x7f.1', 'must not be an IP address, got "0x7f.1"; name the host; the firewalls match names'],
    ['[2001:db8::1]', 'must not be an IP address, got "[2001:db8::1]"; name the host; the firewalls match names'],
    ['localhost', `${name}, got "localhost"; write the full name with its top-level domain`],
    ['', `${name}, got ""; write the full name with its top-level domain`],
    ['https://erp.example.com', `${name}, got "https://erp.example.com"; leave out scheme, port and path`],
    ['erp.example.com:443', `${name}, got "erp.example.com:443"; leave out scheme, port and path`],
    ['erp.example.com.', `${name}, got "erp.example.com."; leave out the last dot`],
    ['müller.example.com', `${name}, got "müller.example.com"; write its ASCII form xn--mller-kva.example.com`],
    ['erp..example.com', `${name}, got "erp..example.com"; use labels of 1 to 63 letters, digits and inner hyphens`],
    ['-erp.example.com', `${name}, got "-erp.example.com"; use labels of 1 to 63 letters, digits and inner hyphens`],
    ['e"; sid:1;.example.com', `${name}, got "e\\"; sid:1;.example.com"; leave out scheme, port and path`],
    ['e;rp.example.com', `${name}, got "e;rp.example.com"; use labels of 1 to 63 letters, digits and inner hyphens`],
    [`${'a'.repeat(64)}.example.com`, `${name}, got "${'a'.repeat(64)}.example.com"; use labels of 1 to 63 letters, digits and inner hyphens`],
    [`${'a.'.repeat(130)}com`, `${name}, got "${'a.'.repeat(130)}com"; use at most 253 characters`],
  ])('%j is refused', (text, message) => {
    expect(() => DomainName.pattern(text)).toThrow(new Error(`domain name has 1 problem\n- domain: ${message}`));
  });

  test('where a host is wanted, a pattern is refused', () => {
    expect(() => DomainName.of('*.example.com', 'zoneName')).toThrow(
      new Error('domain name has 1 problem\n- zoneName: must be one host name, not a pattern, got "*.example.com"; name the host'),
    );
  });

  test.each([
    ['a.example.com', '*.example.com', true], ['a.b.example.com', '*.example.com', true], ['*.b.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false], ['badexample.com', '*.example.com', false], ['*.example.com', 'a.example.com', false],
    ['a.example.com', 'a.example.com', true], ['*.example.com', '*.example.com', true],
  ])('%s is within %s: %s', (inner, outer, expected) => {
    expect(DomainName.pattern(inner).isWithin(DomainName.pattern(outer))).toBe(expected);
  });
});

describe('an egress policy', () => {
  test('completes protocol and port, lowercases and sorts', () => {
    const policy = EgressPolicy.allow({ domain: 'B.example.com', reason }, { domain: 'a.example.com', protocol: EgressProtocol.HTTP, reason: ' lists ' });
    expect(policy.rules).toEqual([
      { domain: 'a.example.com', protocol: 'http', port: 80, reason: 'lists' },
      { domain: 'b.example.com', protocol: 'tls', port: 443, reason },
    ]);
  });

  test('is deeply frozen, also against what was passed in', () => {
    const destination = { domain: 'a.example.com', reason };
    const policy = EgressPolicy.allow(destination);
    destination.domain = 'evil.example.net';
    expect(policy.domains).toEqual(['a.example.com']);
    expect(Reflect.set(policy, 'rules', [])).toBe(false);
    expect(Object.isFrozen(policy.rules) && policy.rules.every((rule) => !Reflect.set(rule, 'port', 1))).toBe(true);
  });

  test('and() keeps both policies as they were and joins the reasons of a shared destination', () => {
    const erp = EgressPolicy.allow({ domain: 'sso.example.com', reason: 'erp login' });
    const crm = EgressPolicy.allow({ domain: 'sso.example.com', reason: 'crm login' }, { domain: 'crm.example.com', reason });
    const both = EgressPolicy.denyAll().and(erp, crm, erp);
    expect(both.rules.map(({ domain, reason: why }) => `${domain}: ${why}`)).toEqual([`crm.example.com: ${reason}`, 'sso.example.com: erp login; crm login']);
    expect(erp.rules).toHaveLength(1);
  });

  test('and() refuses two protocols on one port', () => {
    const tls = EgressPolicy.allow({ domain: 'a.example.com', port: 8443, reason });
    const http = EgressPolicy.allow({ domain: 'a.example.com', port: 8443, protocol: EgressProtocol.HTTP, reason });
    expect(() => tls.and(http)).toThrow('must be one protocol on port 8443 of a.example.com, tls is declared too, got "http"; keep the protocol that is spoken there');
  });

  const one = 'egress policy has 1 problem\n- ';
  test.each<[string, EgressDestination[], string]>([
    ['no destination', [], `${one}destinations: must not be empty; use EgressPolicy.denyAll() to allow nothing`],
    ['an IP address', [{ domain: '203.0.113.7', reason }], `${one}destinations[0].domain: must not be an IP address, got "203.0.113.7"; name the host; the firewalls match names`],
    ['everything', [{ domain: '*', reason }], `${one}destinations[0].domain: must have its only * as the whole first label, got "*"; write a pattern such as *.example.com`],
    ['port 0', [{ domain: 'a.example.com', port: 0, reason }], `${one}destinations[0].port: must be a whole number from 1 to 65535, got 0`],
    ['port 65536', [{ domain: 'a.example.com', port: 65536, reason }], `${one}destinations[0].port: must be a whole number from 1 to 65535, got 65536`],
    ['half a port', [{ domain: 'a.example.com', port: 1.5, reason }], `${one}destinations[0].port: must be a whole number from 1 to 65535, got 1.5`],
    ['DNS over TLS', [{ domain: 'a.example.com', port: 853, reason }], `${one}destinations[0].port: must not be a DNS port, got 853; names are resolved by the resolver of the VPC only`],
    ['an empty reason', [{ domain: 'a.example.com', reason: ' ' }], `${one}destinations[0].reason: must not be empty, got " "; say what needs this destination`],
    ['the same twice', [{ domain: 'a.example.com', reason }, { domain: 'A.example.com', port: 443, reason }],
      `${one}destinations[1].domain: must be named once, destinations[0] is the same, got "a.example.com"; remove one of the two`],
    ['what a wildcard allows', [{ domain: 'a.example.com', reason }, { domain: '*.example.com', reason }],
      `${one}destinations[0].domain: must not repeat what destinations[1], *.example.com, allows, got "a.example.com"; remove one of the two`],
    ['two protocols on one port', [{ domain: 'a.example.com', reason }, { domain: 'a.example.com', protocol: EgressProtocol.HTTP, port: 443, reason }],
      `${one}destinations[1].protocol: must be one protocol on port 443 of a.example.com, tls is declared too, got "http"; keep the protocol that is spoken there`],
    ['several problems, all at once', [{ domain: 'x', port: 70000, reason: '' }], [
      'egress policy has 3 problems',
      '- destinations[0].domain: must be a domain name such as erp.example.com, got "x"; write the full name with its top-level domain',
      '- destinations[0].port: must be a whole number from 1 to 65535, got 70000',
      '- destinations[0].reason: must not be empty, got ""; say what needs this destination',
    ].join('\n')],
  ])('refuses %s', (_, destinations, message) => {
    expect(() => EgressPolicy.allow(...destinations)).toThrow(new Error(message));
  });

  test('another port of a wildcarded name is not a repetition', () => {
    const policy = EgressPolicy.allow({ domain: '*.example.com', reason }, { domain: 'a.example.com', port: 8443, reason });
    expect(policy.rules).toHaveLength(2);
  });
});

describe('an ingress policy', () => {
  const office = { cidr: '203.0.113.0/24', description: 'office' };

  test('keeps the networks, frozen', () => {
    const policy = IngressPolicy.allowList([office]);
    expect(policy).toMatchObject({ isWorld: false, sources: [office] });
    expect(Object.isFrozen(policy.sources) && policy.sources.every((source) => !Reflect.set(source, 'cidr', 'changed'))).toBe(true);
  });

  test('the world is said aloud', () => {
    expect(IngressPolicy.world()).toMatchObject({ isWorld: true, sources: [] });
  });

  const one = 'ingress policy has 1 problem\n- ';
  const wide = 'name the networks, or use IngressPolicy.world() in production';
  test.each<[string, IngressSource[], string]>([
    ['an empty list', [], `${one}sources: must not be empty; name the networks that may call in`],
    ['the internet', [{ cidr: '0.0.0.0/0', description: 'all' }], `${one}sources[0].cidr: must not be the whole internet, got "0.0.0.0/0"; ${wide}`],
    ['the IPv6 internet', [{ cidr: '::/0', description: 'all' }], `${one}sources[0].cidr: must not be the whole internet, got "::/0"; ${wide}`],
    ['half the internet', [{ cidr: '128.0.0.0/1', description: 'half' }], `${one}sources[0].cidr: must not be wider than /8, got "128.0.0.0/1"; ${wide}`],
    ['an IPv6 block', [{ cidr: '2001:db8::/32', description: 'v6' }], `${one}sources[0].cidr: must be an IPv4 block, got "2001:db8::/32"; the load balancer is reachable over IPv4 only`],
    ['an address', [{ cidr: '203.0.113.7', description: 'me' }], `${one}sources[0].cidr: must be an address block such as 10.20.0.0/16, got "203.0.113.7"; write the prefix length, for one address 203.0.113.7/32`],
    ['no description', [{ cidr: '203.0.113.0/24', description: '' }], `${one}sources[0].description: must not be empty, got ""; say whose network it is`],
    ['overlapping blocks', [office, { cidr: '203.0.113.128/25', description: 'lab' }],
      `${one}sources[1].cidr: must not overlap sources[0], 203.0.113.0/24, got "203.0.113.128/25"; keep the wider of the two`],
    ['the world in slices', Array.from({ length: 200 }, (_, n) => ({ cidr: `${n + 1}.0.0.0/8`, description: 'slice' })),
      `${one}sources: must not add up to more than a /8, got "3355443200 addresses"; ${wide}`],
  ])('refuses %s', (_, sources, message) => {
    expect(() => IngressPolicy.allowList(sources)).toThrow(new Error(message));
  });
});
