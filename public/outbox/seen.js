// What is known of a photo before it is made smaller: the picked file's hash, when it was taken and, only with the
// reporter's consent, where. It becomes evidence; nothing of it is shown.

// DateTimeOriginal and OffsetTimeOriginal: the small reader has numbers for names.
const TAKEN = 0x9003;
const TIME_ZONE = 0x9011;

/** Reads the picked file: `{sha256, taken_at, lat, long}`, each where it can be known. */
export async function look(file) {
  const [sha256, taken] = await Promise.all([hash(file), read(file)]);
  return { ...sha256, ...taken };
}

// Without TLS a browser hashes nothing.
async function hash(file) {
  if (!crypto.subtle) return {};
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer()).catch(() => null);
  return digest ? { sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") } : {};
}

async function read(file) {
  try {
    const exif = await import("./exifr.js");
    const tags = (await exif.parse(file, { exif: true, gps: true, reviveValues: false })) ?? {};
    const seen = {};
    const at = takenAt(tags[TAKEN], tags[TIME_ZONE]);
    if (at) seen.taken_at = at;
    if (Number.isFinite(tags.latitude) && Number.isFinite(tags.longitude)) {
      Object.assign(seen, { lat: tags.latitude, long: tags.longitude });
    }
    return seen;
  } catch {
    // No EXIF, or none that can be read.
    return {};
  }
}

// `2026:11:20 08:15:02`; a phone that names no time zone is in China.
function takenAt(written, zone) {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(written ?? "");
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const offset = /^[+-]\d\d:\d\d$/.test(zone ?? "") ? zone : "+08:00";
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
  return Number.isNaN(Date.parse(at)) ? null : at;
}
