// Pictures as cameras and chat programs write them: with a device, a place, an author and other words beside the pixels.

import { deflateSync, crc32 } from "node:zlib";

/** Words that no picture of ours may hold, in every place that a file has for words. */
export const PLANTED = "PlantedCamera 7";
/** 35 degrees 13 minutes 23.45 seconds north, 113 degrees 26 minutes 49.87 seconds east. */
export const PLACE = { latitude: 35 + 13 / 60 + 23.45 / 3600, longitude: 113 + 26 / 60 + 49.87 / 3600 };

const little16 = (number) => Buffer.from(new Uint16Array([number]).buffer);
const little32 = (number) => Buffer.from(new Uint32Array([number]).buffer);
const big32 = (number) => Buffer.from([number >>> 24, number >>> 16, number >>> 8, number]);

/** EXIF from its TIFF header on: description, maker, model, author, and a position. */
export function exif(words = PLANTED) {
  const text = Buffer.from(`${words}\0`);
  const rationals = (...parts) => Buffer.concat(parts.flatMap(([over, under]) => [little32(over), little32(under)]));
  const tail = [text, rationals([35, 1], [13, 1], [2345, 100]), rationals([113, 1], [26, 1], [4987, 100])];
  const entry = (tag, kind, count, value) => Buffer.concat([little16(tag), little16(kind), little32(count), value]);
  const first = 8 + 2 + 5 * 12 + 4;
  const data = first + 2 + 4 * 12 + 4;
  const words32 = little32(data);
  const latitude = data + text.length;
  return Buffer.concat([
    Buffer.from("II*\0"),
    little32(8),
    little16(5),
    ...[0x010e, 0x010f, 0x0110, 0x013b].map((tag) => entry(tag, 2, text.length, words32)),
    entry(0x8825, 4, 1, little32(first)),
    little32(0),
    little16(4),
    entry(1, 2, 2, Buffer.from("N\0\0\0")),
    entry(2, 5, 3, little32(latitude)),
    entry(3, 2, 2, Buffer.from("E\0\0\0")),
    entry(4, 5, 3, little32(latitude + 24)),
    little32(0),
    ...tail,
  ]);
}

const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="${PLANTED}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** By-line and caption (IPTC 2:80 and 2:120), as Photoshop keeps them. */
function iptc() {
  const words = Buffer.from(PLANTED);
  const record = (number) => Buffer.concat([Buffer.from([0x1c, 2, number, 0, words.length]), words]);
  const block = Buffer.concat([record(80), record(120)]);
  const filler = Buffer.alloc(block.length % 2);
  return Buffer.concat([Buffer.from("Photoshop 3.0\x008BIM\x04\x04\0\0", "latin1"), big32(block.length), block, filler]);
}

/** A colour profile with a description. */
function icc() {
  const words = Buffer.from(`${PLANTED}\0`);
  const description = Buffer.concat([Buffer.from("desc\0\0\0\0", "latin1"), big32(words.length), words, Buffer.alloc(80)]);
  const head = Buffer.alloc(128);
  big32(144 + description.length).copy(head, 0);
  head.write("ADBE", 4, "latin1");
  big32(0x02100000).copy(head, 8);
  head.write("mntrRGB XYZ ", 12, "latin1");
  head.write("acsp", 36, "latin1");
  const table = Buffer.concat([big32(1), Buffer.from("desc"), big32(144), big32(description.length)]);
  return Buffer.concat([head, table, description]);
}

/** A JPEG with EXIF, XMP, IPTC, a colour profile, a comment and words after its end. */
export function intoJpeg(jpeg) {
  const segment = (marker, ...parts) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  };
  return Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, "Exif\0\0", exif()),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", XMP),
    segment(0xe2, "ICC_PROFILE\0\x01\x01", icc()),
    segment(0xed, iptc()),
    segment(0xfe, PLANTED),
    jpeg.subarray(2),
    Buffer.from(PLANTED),
  ]);
}

/** A PNG with texts, EXIF, XMP and a colour profile. */
export function intoPng(png) {
  const chunk = (name, ...parts) => {
    const body = Buffer.concat([name, ...parts].map((part) => Buffer.from(part)));
    return Buffer.concat([big32(body.length - 4), body, big32(crc32(body))]);
  };
  return Buffer.concat([
    png.subarray(0, 33),
    chunk("iCCP", "profile\0\0", deflateSync(icc())),
    chunk("tEXt", `Author\0${PLANTED}`),
    chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", XMP),
    chunk("eXIf", exif()),
    png.subarray(33),
  ]);
}

/** A WebP with EXIF and XMP; `size` is its width and height. */
export function intoWebp(webp, { width, height }) {
  const riff = (name, ...parts) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    return Buffer.concat([Buffer.from(name), little32(body.length), body, Buffer.alloc(body.length % 2)]);
  };
  const frame = Buffer.concat([
    Buffer.from([0x0c, 0, 0, 0]),
    little32(width - 1).subarray(0, 3),
    little32(height - 1).subarray(0, 3),
  ]);
  // Chromium writes either the simple form or the framed one, whose frame is replaced.
  const framed = webp.toString("latin1", 12, 16) === "VP8X";
  const picture = webp.subarray(framed ? 30 : 12);
  return riff("RIFF", "WEBP", riff("VP8X", frame), picture, riff("EXIF", exif()), riff("XMP ", XMP));
}
