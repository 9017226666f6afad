/** One end of a conversation. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** Writes packets into a capture file (libpcap format, Ethernet, IPv4), byte for byte, one millisecond apart. */
export class PacketCapture {
  private readonly packets: Buffer[] = [];

  /** A TCP conversation: handshake, then each of `data` in a segment of its own from the client, each acknowledged. */
  public tcp(client: Endpoint, server: Endpoint, data: readonly Buffer[] = [], answer?: Buffer): this {
    let [clientSequence, serverSequence] = [1_000, 9_000];
    this.segment(client, server, clientSequence, 0, 0x02);
    if (data.length === 0) return this;
    this.segment(server, client, serverSequence, clientSequence + 1, 0x12);
    clientSequence += 1;
    serverSequence += 1;
    this.segment(client, server, clientSequence, serverSequence, 0x10);
    for (const bytes of data) {
      this.segment(client, server, clientSequence, serverSequence, 0x18, bytes);
      clientSequence += bytes.length;
      this.segment(server, client, serverSequence, clientSequence, 0x10);
    }
    if (answer !== undefined) {
      this.segment(server, client, serverSequence, clientSequence, 0x18, answer);
      this.segment(client, server, clientSequence, serverSequence + answer.length, 0x10);
    }
    return this;
  }

  public udp(client: Endpoint, server: Endpoint, data: Buffer): this {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(client.port, 0);
    header.writeUInt16BE(server.port, 2);
    header.writeUInt16BE(8 + data.length, 4);
    return this.packet(client.ip, server.ip, 17, Buffer.concat([header, data]));
  }

  public icmp(from: string, to: string, type: number, code: number, data: Buffer = Buffer.alloc(28)): this {
    return this.packet(from, to, 1, Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, 0, 0]), data]));
  }

  /** The capture file. */
  public bytes(): Buffer {
    const file = Buffer.alloc(24);
    file.writeUInt32LE(0xa1b2c3d4, 0);
    file.writeUInt16LE(2, 4);
    file.writeUInt16LE(4, 6);
    file.writeUInt32LE(65_535, 16);
    file.writeUInt32LE(1, 20);
    const records = this.packets.flatMap((packet, index) => {
      const record = Buffer.alloc(16);
      record.writeUInt32LE(1_700_000_000 + Math.floor(index / 1_000), 0);
      record.writeUInt32LE((index % 1_000) * 1_000, 4);
      record.writeUInt32LE(packet.length, 8);
      record.writeUInt32LE(packet.length, 12);
      return [record, packet];
    });
    return Buffer.concat([file, ...records]);
  }

  private segment(from: Endpoint, to: Endpoint, sequence: number, acknowledged: number, flags: number, data: Buffer = Buffer.alloc(0)): void {
    const header = Buffer.alloc(20);
    header.writeUInt16BE(from.port, 0);
    header.writeUInt16BE(to.port, 2);
    header.writeUInt32BE(sequence, 4);
    header.writeUInt32BE(acknowledged, 8);
    header.writeUInt8(5 << 4, 12);
    header.writeUInt8(flags, 13);
    header.writeUInt16BE(64_240, 14);
    this.packet(from.ip, to.ip, 6, Buffer.concat([header, data]));
  }

  private packet(from: string, to: string, protocol: number, payload: Buffer): this {
    const ip = Buffer.alloc(20);
    ip.writeUInt8(0x45, 0);
    ip.writeUInt16BE(20 + payload.length, 2);
    ip.writeUInt8(64, 8);
    ip.writeUInt8(protocol, 9);
    Buffer.from(from.split('.').map(Number)).copy(ip, 12);
    Buffer.from(to.split('.').map(Number)).copy(ip, 16);
    const ethernet = Buffer.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]);
    this.packets.push(Buffer.concat([ethernet, ip, payload]));
    return this;
  }
}

/** A TLS 1.2 client hello, with the server name it asks for, filled up to about `size` bytes as post-quantum key shares do. */
export function clientHello(serverName?: string, size = 0): Buffer {
  const extension = (type: number, body: Buffer): Buffer => Buffer.concat([short(type), short(body.length), body]);
  const name = Buffer.from(serverName ?? '', 'ascii');
  const entry = Buffer.concat([Buffer.from([0]), short(name.length), name]);
  const sni = serverName === undefined ? [] : [extension(0, Buffer.concat([short(entry.length), entry]))];
  // The padding comes first, so that in a split hello the name is in the second segment.
  const padding = size === 0 ? [] : [extension(21, Buffer.alloc(size))];
  const extensions = Buffer.concat([...padding, ...sni, extension(10, Buffer.from([0, 2, 0, 29]))]);
  const body = Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 7), Buffer.from([0]), short(2), Buffer.from([0xc0, 0x2f]), Buffer.from([1, 0]), short(extensions.length), extensions]);
  const handshake = Buffer.concat([Buffer.from([1, 0]), short(body.length), body]);
  return Buffer.concat([Buffer.from([0x16, 3, 1]), short(handshake.length), handshake]);
}

/** A DNS question for the address of `name`. */
export function dnsQuestion(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'ascii')]));
  return Buffer.concat([Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
