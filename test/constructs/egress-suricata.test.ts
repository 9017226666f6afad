import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suricataRules } from '../../constructs/egress/suricata-rules';
import { planSubnets } from '../../constructs/network/subnet-plan';
import { EgressPolicy, EgressProtocol } from '../../lib/values/egress-policy';
import { clientHello, dnsQuestion, PacketCapture } from '../packet-capture';

// AWS Network Firewall runs Suricata 7. What only AWS has is strict order and the default actions. Stock Suricata takes pass rules
// first, whatever their place; the rules are written so that this decides alike: no pass rule overlaps a drop rule before it.

const plan = planSubnets('10.20.0.0/16', ['eu-west-1a', 'eu-west-1b']);
const reason = 'test';
const rules = suricataRules({
  rules: EgressPolicy.allow(
    { domain: 'erp.example.net', reason }, { domain: '*.example.com', reason }, { domain: 'sso.example.org', port: 8443, reason },
    { domain: 'crl.example.org', protocol: EgressProtocol.HTTP, reason }, { domain: '*.lists.example.org', protocol: EgressProtocol.HTTP, reason },
  ).rules,
  servicePorts: [8080],
  publicCidrs: plan.map((zone) => zone.public),
  privateCidrs: plan.map((zone) => zone.private),
});

/** What `aws:drop_established` does, by AWS's description. */
const dropEstablished = 'drop tcp any any -> any any (msg:"default action"; flow:established; sid:1; rev:1;)';
/** What matters of `aws:drop_established_app_layer`: it waits for the whole client hello before it decides. */
const dropAfterHello = 'drop tls any any -> any any (msg:"default action"; flow:established,to_server; ssl_state:client_hello; sid:1; rev:1;)';

const configuration = `%YAML 1.1
---
vars:
  address-groups: { HOME_NET: "[10.20.0.0/16]", EXTERNAL_NET: "!$HOME_NET" }
outputs:
  - eve-log: { enabled: yes, filetype: regular, filename: eve.json, types: [{ drop: { alerts: yes, flows: all } }] }
app-layer:
  protocols:
    tls: { enabled: yes }
    http: { enabled: yes }
    ssh: { enabled: yes }
    dns: { tcp: { enabled: yes }, udp: { enabled: yes } }
stream: { inline: yes, midstream: false }
flow: { memcap: 32mb, hash-size: 4096, prealloc: 100 }
`;

function suricata(folder: string, ...options: string[]): void {
  const run = spawnSync('suricata', ['-c', join(folder, 'suricata.yaml'), '-S', join(folder, 'egress.rules'), '-l', folder, ...options], { encoding: 'utf8' });
  if (run.error !== undefined) throw new Error('suricata 7 is not installed, and these rules must not go untested; apt-get install -y -t bookworm-backports suricata', { cause: run.error });
  if (run.status !== 0) throw new Error(`suricata refuses the rules:\n${run.stdout}${run.stderr}`);
}

function prepare(loaded: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-suricata-'));
  writeFileSync(join(folder, 'suricata.yaml'), configuration);
  writeFileSync(join(folder, 'egress.rules'), `${loaded.join('\n')}\n`);
  return folder;
}

interface Drop { readonly event_type: string; readonly src_ip: string; readonly dest_ip: string; readonly alert?: { signature: string } }

/** Which address lost a packet to which rule. An address that is missing lost none. */
function dropsIn(capture: PacketCapture, defaultAction: string): Map<string, string> {
  const folder = prepare([...rules, defaultAction]);
  writeFileSync(join(folder, 'in.pcap'), capture.bytes());
  suricata(folder, '-r', join(folder, 'in.pcap'), '--simulate-ips', '-k', 'none', '--runmode', 'single');
  const events = readFileSync(join(folder, 'eve.json'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Drop).filter((event) => event.event_type === 'drop');
  const drops = new Map<string, string>();
  for (const { src_ip: from, dest_ip: to, alert } of events) {
    for (const address of [from, to]) if (!drops.has(address)) drops.set(address, alert?.signature ?? 'the flow was dropped before');
  }
  return drops;
}

const http = (host: string): Buffer => Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: test\r\n\r\n`);
const outside = (port: number) => ({ ip: '198.51.100.9', port });

/** A conversation of one client, and the rule that drops it; undefined when all its packets get through. */
type Case = readonly [sentence: string, converse: (capture: PacketCapture, client: string) => void, droppedBy: string | undefined];
const inside = (ip: string) => ({ ip, port: 40_000 });
const tls = (name: string | undefined, port = 443) => (capture: PacketCapture, ip: string): void => { capture.tcp(inside(ip), outside(port), [clientHello(name)]); };
const get = (host: string, port = 80) => (capture: PacketCapture, ip: string): void => { capture.tcp(inside(ip), outside(port), [http(host)], Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')); };

const cases: readonly Case[] = [
  ['TLS to an allowed host passes', tls('erp.example.net'), undefined],
  ['TLS to an allowed host passes whatever the case of its letters', tls('ERP.Example.Net'), undefined],
  ['TLS below a wildcard passes', tls('a.example.com'), undefined],
  ['TLS deep below a wildcard passes', tls('a.b.example.com'), undefined],
  ['TLS to an allowed host on its own port passes', tls('sso.example.org', 8443), undefined],
  ['TLS to another host is dropped', tls('www.example.org'), 'default action'],
  ['TLS to a host that ends like an allowed one is dropped', tls('xerp.example.net'), 'default action'],
  ['TLS to a host that begins like an allowed one is dropped', tls('erp.example.net.example.org'), 'default action'],
  ['TLS to the domain of a wildcard itself is dropped', tls('example.com'), 'default action'],
  ['TLS to a host that ends like a wildcard without its dot is dropped', tls('badexample.com'), 'default action'],
  ['TLS without a server name is dropped', tls(undefined), 'default action'],
  ['TLS to an allowed host on the port of another is dropped', tls('erp.example.net', 8443), 'default action'],
  ['TLS to an allowed host on the port of plain HTTP is dropped', tls('erp.example.net', 80), 'does not begin as HTTP'],
  ['TLS to a host that is allowed for HTTP only is dropped', tls('crl.example.org'), 'default action'],
  ['the handshake alone with a port of no destination is dropped', (capture, ip) => capture.tcp(inside(ip), outside(4444)), 'TCP to a port of no destination'],
  ['SSH on the port of TLS is dropped', (capture, ip) => capture.tcp(inside(ip), outside(443), [Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')]), 'does not begin as TLS'],
  ['anything else on the port of TLS is dropped', (capture, ip) => capture.tcp(inside(ip), outside(443), [Buffer.from('give me the database')]), 'does not begin as TLS'],
  ['HTTP to an allowed host passes', get('crl.example.org'), undefined],
  ['HTTP to an allowed host passes whatever the case of its letters', get('CRL.example.org'), undefined],
  ['HTTP below a wildcard passes', get('a.lists.example.org'), undefined],
  ['HTTP to another host is dropped', get('www.example.net'), 'default action'],
  ['HTTP to a host that is allowed for TLS only is dropped', get('erp.example.net'), 'default action'],
  ['HTTP to an allowed host on the port of TLS is dropped', get('crl.example.org', 443), 'does not begin as TLS'],
  ['DNS to another resolver is dropped', (capture, ip) => capture.udp(inside(ip), { ip: '8.8.8.8', port: 53 }, dnsQuestion('erp.example.net')), 'DNS to another resolver'],
  ['DNS over TCP is dropped from the handshake on', (capture, ip) => capture.tcp(inside(ip), { ip: '8.8.8.8', port: 53 }), 'DNS over TCP to another resolver'],
  ['DNS over TLS is dropped from the handshake on', (capture, ip) => capture.tcp(inside(ip), { ip: '8.8.8.8', port: 853 }), 'DNS over TLS'],
  ['DNS over QUIC is dropped', (capture, ip) => capture.udp(inside(ip), { ip: '8.8.8.8', port: 853 }, Buffer.alloc(64, 1)), 'DNS over QUIC'],
  ['DNS on an unusual port is dropped', (capture, ip) => capture.udp(inside(ip), { ip: '8.8.8.8', port: 5353 }, dnsQuestion('erp.example.net')), 'neither TCP nor allowed'],
  ['QUIC is dropped', (capture, ip) => capture.udp(inside(ip), outside(443), Buffer.alloc(1200, 0xc0)), 'QUIC'],
  ['ping is dropped', (capture, ip) => capture.icmp(ip, '198.51.100.9', 8, 0), 'neither TCP nor allowed'],
  ['path MTU discovery passes', (capture, ip) => capture.icmp('192.0.2.1', ip, 3, 4), undefined],
];

const balancerCases: readonly Case[] = [
  ['the load balancer calls a service and is answered', (capture, ip) => capture.tcp(inside(ip), { ip: '10.20.0.200', port: 8080 }, [http('projects.example.com')], Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), undefined],
  ['the load balancer calls a service of another zone', (capture, ip) => capture.tcp(inside(ip), { ip: '10.20.64.200', port: 8080 }, [http('projects.example.com')]), undefined],
  ['a call into the private tier on another port is dropped', (capture, ip) => capture.tcp(inside(ip), { ip: '10.20.0.201', port: 22 }), 'call into the private tier on a port of no service'],
];
const callBack: Case = ['a call from the private into the public tier is dropped', (capture, ip) => capture.tcp(inside(ip), { ip: '10.20.48.250', port: 443 }), 'call from the private tier into the public tier'];

/** Every case has a client of its own, so that the log tells them apart. */
function play(all: readonly Case[], subnet: string): { capture: PacketCapture; clients: Map<string, string> } {
  const capture = new PacketCapture();
  const clients = new Map(all.map(([sentence, converse], index) => {
    const client = `${subnet}.${index + 10}`;
    converse(capture, client);
    return [sentence, client];
  }));
  return { capture, clients };
}

test('Suricata loads the rules without a complaint', () => {
  const folder = prepare(rules);
  expect(() => suricata(folder, '-T', '--strict-rule-keywords=all')).not.toThrow();
});

describe.each<[string, readonly Case[], string]>([['from the private tier', [...cases, callBack], '10.20.1'], ['from the load balancer', balancerCases, '10.20.48']])('%s', (_, all, subnet) => {
  const { capture, clients } = play(all, subnet);
  let drops = new Map<string, string>();
  beforeAll(() => { drops = dropsIn(capture, dropEstablished); });

  test.each(all)('%s', (sentence, _converse, droppedBy) => {
    expect(drops.get(clients.get(sentence) ?? '')).toBe(droppedBy);
  });
});

describe('a client hello in two packets, as post-quantum key shares make it', () => {
  const split = (name: string) => (capture: PacketCapture, ip: string): void => {
    const hello = clientHello(name, 1_600);
    capture.tcp(inside(ip), outside(443), [hello.subarray(0, 1_400), hello.subarray(1_400)]);
  };
  const all: readonly Case[] = [
    ['passes with an allowed name', split('erp.example.net'), undefined],
    ['is dropped with another name', split('www.example.org'), 'default action'],
    ['is not needed to drop what is no TLS', (capture, ip) => capture.tcp(inside(ip), outside(443), [Buffer.from('give me the database')]), 'does not begin as TLS'],
  ];
  const { capture, clients } = play(all, '10.20.2');

  let drops = new Map<string, string>();
  beforeAll(() => { drops = dropsIn(capture, dropAfterHello); });

  test.each(all)('%s', (sentence, _converse, droppedBy) => {
    expect(drops.get(clients.get(sentence) ?? '')).toBe(droppedBy);
  });

  test('would be dropped in any case by aws:drop_established, which is why the firewall does not use it', () => {
    const strict = dropsIn(capture, dropEstablished);
    expect([...clients.values()].map((client) => strict.get(client))).toEqual(['default action', 'default action', 'does not begin as TLS']);
  });
});
