import { createHash } from 'node:crypto';
import { EgressProtocol, type EgressRule } from '../../lib/values/egress-policy';

/** What the rules are written from. All of it is validated before: nothing here is quoted or escaped. */
export interface SuricataRulesProps {
  /** Allowed destinations, lowercase names and patterns. */
  readonly rules: readonly EgressRule[];
  /** TCP ports on which services of the private tier accept calls from the public tier. */
  readonly servicePorts: readonly number[];
  readonly publicCidrs: readonly string[];
  readonly privateCidrs: readonly string[];
}

/** Ids of the fixed rules start here, ids of destinations above; AWS keeps its own ranges apart. */
const fixedSids = 1_000_000;
const destinationSids = 1_001_000;
const destinationSidCount = 900_000_000;

/**
 * The rules in the order in which they are evaluated (strict order: the first match decides). What no rule decides is left to the
 * default actions of the firewall policy, which drop and log it.
 *
 * 1. DNS, DNS over TLS and QUIC are dropped, whoever is asked: only the resolver of the VPC, which no rule here ever sees, speaks DNS.
 * 2. Load balancer to private tier on the ports of services is passed; every other flow inside the network that is routed here is dropped.
 * 3. What does not begin as the protocol of its port is dropped with its first byte.
 * 4. Each destination is passed by protocol, name and port.
 * 5. TCP to ports of no destination and everything that is not TCP is dropped from its first packet on, handshake included.
 */
export function suricataRules(props: SuricataRulesProps): string[] {
  const sids = destinationIds(props.rules);
  const allowed = props.rules.map((rule) => ({ ...destinationRule(rule), sid: (sids.get(rule) ?? 0) - fixedSids }));
  const opening = [...foreignResolvers(), ...insideRules(props), ...firstBytesRules(props.rules)];
  return [...opening, ...allowed, ...closingRules(props.rules)].map(({ head, message, options, sid }) => `${head} (msg:"${message}"; ${options}sid:${fixedSids + sid}; rev:1;)`);
}

interface Rule {
  readonly head: string;
  readonly message: string;
  /** Options, each ended with a semicolon and a space. */
  readonly options: string;
  /** Counted from `fixedSids`. */
  readonly sid: number;
}

function foreignResolvers(): Rule[] {
  return [
    { head: 'drop udp any any -> any 53', message: 'DNS to another resolver', options: '', sid: 1 },
    { head: 'drop tcp any any -> any 53', message: 'DNS over TCP to another resolver', options: '', sid: 2 },
    { head: 'drop tcp any any -> any 853', message: 'DNS over TLS', options: '', sid: 3 },
    { head: 'drop udp any any -> any 853', message: 'DNS over QUIC', options: '', sid: 4 },
    { head: 'drop dns any any -> any any', message: 'DNS on an unusual port', options: '', sid: 5 },
    { head: 'drop udp any any -> any 443', message: 'QUIC', options: '', sid: 6 },
  ];
}

function insideRules({ servicePorts, publicCidrs, privateCidrs }: SuricataRulesProps): Rule[] {
  const [front, inner] = [list(publicCidrs), list(privateCidrs)];
  const pass: Rule = { head: `pass tcp ${front} any -> ${inner} ${list(servicePorts)}`, message: 'load balancer to service', options: 'flow:to_server; ', sid: 20 };
  const answer: Rule = { head: `pass tcp ${inner} ${list(servicePorts)} -> ${front} any`, message: 'service to load balancer', options: 'flow:to_client; ', sid: 21 };
  return [
    ...(servicePorts.length === 0 ? [] : [pass, answer]),
    { head: `drop tcp any any -> ${inner} any`, message: 'call into the private tier on a port of no service', options: 'flow:to_server; ', sid: 22 },
    { head: `drop tcp ${inner} any -> $HOME_NET any`, message: 'call from the private tier into the public tier', options: 'flow:to_server; ', sid: 23 },
    { head: `pass icmp any any -> ${inner} any`, message: 'path MTU discovery', options: 'itype:3; icode:4; ', sid: 24 },
  ];
}

function destinationRule({ domain, protocol, port }: EgressRule): Omit<Rule, 'sid'> {
  const match = domain.startsWith('*.') ? `content:"${domain.slice(1)}"; endswith; ` : `content:"${domain}"; startswith; endswith; `;
  const head = `pass ${protocol} $HOME_NET any -> $EXTERNAL_NET ${port}`;
  // The buffer http.host is lowercase already, and Suricata refuses nocase on it.
  const buffer = protocol === EgressProtocol.TLS ? `tls.sni; ${match}nocase; ` : `http.host; ${match}`;
  return { head, message: `allowed ${protocol} ${domain} ${port}`, options: `flow:to_server; ${buffer}` };
}

/**
 * The first bytes on a port must be of its protocol. The default action of the firewall waits until it knows the protocol; without
 * these rules a client could send that long whatever it likes to whomever it likes. A port that carries both is left to the default.
 */
function firstBytesRules(rules: readonly EgressRule[]): Rule[] {
  const portsOf = (protocol: EgressProtocol): number[] => [...new Set(rules.filter((rule) => rule.protocol === protocol).map(({ port }) => port))].sort((a, b) => a - b);
  const [tls, http] = [portsOf(EgressProtocol.TLS), portsOf(EgressProtocol.HTTP)];
  return [
    ...firstBytes(30, 'TLS', tls.filter((port) => !http.includes(port)), 'content:"|16 03|"; depth:2; ', 'content:!"|16 03|"; depth:2; '),
    ...firstBytes(32, 'HTTP', http.filter((port) => !tls.includes(port)), 'pcre:"/^[A-Z]{3,7} /"; ', 'pcre:!"/^[A-Z]{3,7} /"; '),
  ];
}

function firstBytes(sid: number, name: string, ports: readonly number[], begins: string, doesNotBegin: string): Rule[] {
  if (ports.length === 0) return [];
  const where = `tcp $HOME_NET any -> $EXTERNAL_NET ${list(ports)}`;
  const when = 'flow:established,to_server; dsize:>0; ';
  const bit = `begun.${name.toLowerCase()}`;
  return [
    { head: `alert ${where}`, message: `begins as ${name}`, options: `${when}${begins}flowbits:set,${bit}; noalert; `, sid },
    { head: `drop ${where}`, message: `does not begin as ${name}`, options: `${when}${doesNotBegin}flowbits:isnotset,${bit}; `, sid: sid + 1 },
  ];
}

function closingRules(rules: readonly EgressRule[]): Rule[] {
  const ports = [...new Set(rules.map(({ port }) => port))].sort((a, b) => a - b);
  const closed = ports.length === 0 ? 'any' : `!${list(ports)}`;
  return [
    { head: `drop tcp $HOME_NET any -> $EXTERNAL_NET ${closed}`, message: 'TCP to a port of no destination', options: 'flow:to_server; ', sid: 40 },
    { head: 'drop ip any any -> any any', message: 'neither TCP nor allowed', options: 'ip_proto:!6; ', sid: 41 },
  ];
}

/** Ids by content, so that adding a destination changes the id of no other; a rare clash takes the next free number. */
function destinationIds(rules: readonly EgressRule[]): Map<EgressRule, number> {
  const taken = new Set<number>();
  return new Map(rules.map((rule) => {
    const digest = createHash('sha256').update(`${rule.domain} ${rule.port} ${rule.protocol}`).digest();
    let sid = destinationSids + (digest.readUInt32BE(0) % destinationSidCount);
    while (taken.has(sid)) sid += 1;
    taken.add(sid);
    return [rule, sid];
  }));
}

function list(values: readonly (string | number)[]): string {
  return `[${values.join(',')}]`;
}
