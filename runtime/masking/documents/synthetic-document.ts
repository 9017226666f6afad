import { deflateSync } from 'node:zlib';
import { crc32, zipArchive } from './zip-archive';

const notice = 'Synthetic document. It stands in for one of production and has nothing of its content.';
const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`);
const relations = (type: string, target: string): Buffer => xml(
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`);
const contentTypes = (part: string, type: string, more = ''): Buffer => xml(
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/><Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>${more}</Types>`);

/** The size a body is brought to: 4 kB, 16 kB, 64 kB and so on up to 16 MB, never more than the original's class. */
export function sizeClass(bytes: number): number {
  let size = 4096;
  while (size < bytes && size < 1 << 24) size *= 4;
  return size;
}

type Maker = (size: number) => Buffer;

const makers: Readonly<Record<string, Maker>> = {
  'application/pdf': pdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': docx,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': xlsx,
  'image/png': png,
};

/** A file of the given type and size class that opens and says that it is synthetic. Other types get plain text. */
export function syntheticDocument(mimeType: string, originalSize: number): Buffer {
  const maker = makers[mimeType.replace(/;[^]*/, '').trim().toLowerCase()] ?? text;
  return maker(sizeClass(originalSize));
}

/** Makes a body with as much padding as is missing to the wanted size. */
function padded(size: number, make: (padding: Buffer) => Buffer): Buffer {
  const bare = make(Buffer.alloc(0)).length;
  return make(Buffer.alloc(Math.max(0, size - bare), 0x20));
}

function text(size: number): Buffer {
  return padded(size, (padding) => Buffer.concat([Buffer.from(`${notice}\n`), padding]));
}

function pdf(size: number): Buffer {
  return padded(size, (padding) => {
    const content = `BT /F1 12 Tf 56 780 Td (${notice}) Tj ET`;
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ];
    let body = '%PDF-1.4\n';
    const offsets: number[] = [];
    objects.forEach((object, i) => {
      offsets.push(body.length);
      body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    });
    const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const start = String(body.length + padding.length).padStart(10, '0'); // as long with padding as without
    return Buffer.concat([Buffer.from(body), padding, Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`)]);
  });
}

function docx(size: number): Buffer {
  const document = xml(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${notice}</w:t></w:r></w:p></w:body></w:document>`);
  return padded(size, (padding) => zipArchive([
    { name: '[Content_Types].xml', body: contentTypes('/word/document.xml', 'wordprocessingml.document.main') },
    { name: '_rels/.rels', body: relations('officeDocument', 'word/document.xml') }, { name: 'word/document.xml', body: document }, { name: 'padding.bin', body: padding },
  ]));
}

function xlsx(size: number): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const sheetType = '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>';
  const workbook = xml(`<workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Synthetic" sheetId="1" r:id="r1"/></sheets></workbook>`);
  const sheet = xml(`<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${notice}</t></is></c></row></sheetData></worksheet>`);
  return padded(size, (padding) => zipArchive([
    { name: '[Content_Types].xml', body: contentTypes('/xl/workbook.xml', 'spreadsheetml.sheet.main', sheetType) }, { name: '_rels/.rels', body: relations('officeDocument', 'xl/workbook.xml') },
    { name: 'xl/workbook.xml', body: workbook }, { name: 'xl/_rels/workbook.xml.rels', body: relations('worksheet', 'worksheets/sheet1.xml') },
    { name: 'xl/worksheets/sheet1.xml', body: sheet }, { name: 'padding.bin', body: padding },
  ]));
}

function png(size: number): Buffer {
  const [width, height] = [64, 64];
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    const typed = Buffer.concat([Buffer.from(type), body]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([head, typed, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8); // eight bits of grey
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (__, x) => ((x >> 3) + (y >> 3)) % 2 === 0 ? 255 : 160)])));
  return padded(size, (padding) => Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header),
    chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), padding])), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)),
  ]));
}
