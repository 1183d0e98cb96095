// Sends a draft: each photo by tus, then the tip with its key. Says why it could not, and whether waiting helps.
import { ask, retryAfter } from "./ask.js";

const UPLOADS = "/api/v1/uploads";
const TIPS = "/api/v1/tips";
// Seconds in which nothing of a photo moves before its line is given up; what came of it stays.
const SILENCE = 30;
// Seconds for the answer to a tip: the server may wait for its photos' turn.
const PATIENCE = 60;

/** Why sending stopped: to be tried again after a while (`wait`), or something must be changed first (`fix`). */
export class Failure extends Error {
  constructor(kind, words, more = {}) {
    super(words);
    Object.assign(this, { kind, fields: {} }, more);
  }
}

const offline = () => new Failure("wait", "没有网，线索还在这部手机上。", { isOffline: true });
const stopped = () => new Failure("stopped", "");
/** An answer that is not this site's, such as that of a network that asks to be signed in to. */
export const foreign = () => new Failure("wait", "这个网络没有通到本站，可能要先登录。");

/** Sends all of it once; answers with the receipt. */
export async function deliver(job) {
  await sendPhotos(job);
  return post(job);
}

/** Sends the photos. `say` hears of progress, `keep` makes what was reached last, `client` gives the client of the
 *  protocol, asked for with the first photo. */
export async function sendPhotos(job) {
  const { signal, say } = job;
  // Asked anew each time: one that was taken back may have been given again meanwhile.
  for (;;) {
    const next = job.photos.find((photo) => !photo.done && !photo.cancelled && !photo.refused);
    if (!next) break;
    say();
    await upload(next, job);
  }
  const { photos } = job;
  const back = photos.findIndex((photo) => photo.cancelled || photo.refused);
  if (back >= 0) {
    const why = photos[back].refused ?? `第 ${back + 1} 张照片取消了`;
    throw new Failure("fix", `${why}。点“再传”，或者删掉这一张，再发。`);
  }
  if (signal.aborted) throw stopped();
}

// ---------- Photos ----------

async function upload(photo, job) {
  const tus = await job.client().catch(() => Promise.reject(offline()));
  const number = job.photos.indexOf(photo) + 1;
  try {
    await transfer(photo, job, tus);
    Object.assign(photo, { done: true, percent: 100 });
  } catch (reason) {
    // Taken back by hand: the others go on.
    if (photo.cancelled) return;
    if (job.signal.aborted) throw stopped();
    throw reason instanceof Failure ? reason : whyNot(reason, photo, number);
  } finally {
    photo.under = null;
    await job.keep(photo);
    job.say();
  }
}

function transfer(photo, job, tus) {
  // As far as the server has it is said once it is asked.
  photo.percent = 0;
  let silence;
  const sent = new Promise((done, failed) => {
    const give = (why) => transfer.abort().finally(() => failed(why));
    const moved = () => {
      clearTimeout(silence);
      silence = setTimeout(give, SILENCE * 1000, offline());
    };
    const transfer = new tus.Upload(photo.file, {
      endpoint: UPLOADS,
      uploadUrl: photo.upload ?? null,
      // The pauses between tries are ours: they grow across photos and end when the network comes back.
      retryDelays: null,
      storeFingerprintForResuming: false,
      ...job.options,
      onUploadUrlAvailable() {
        moved();
        // The path alone: the phone may know this site by another name than the server does.
        photo.upload = new URL(transfer.url, location.href).pathname;
        job.keep(photo);
      },
      onProgress(sent, all) {
        const percent = Math.floor((100 * sent) / all);
        moved();
        if (percent > photo.percent) job.moved();
        photo.percent = percent;
        job.say();
      },
      onSuccess: done,
      onError: failed,
    });
    photo.under = transfer;
    const stop = () => give(stopped());
    job.signal.addEventListener("abort", stop, { once: true });
    photo.stop = stop;
    moved();
    transfer.start();
  });
  return sent.finally(() => clearTimeout(silence));
}

function whyNot(error, photo, number) {
  const response = error.originalResponse;
  const status = response?.getStatus() ?? 0;
  const after = Number(response?.getHeader("Retry-After")) || undefined;
  if (status === 0) return offline();
  if (status === 404 || status === 410) {
    // Expired on the server: from the beginning.
    Object.assign(photo, { upload: null, percent: 0 });
    return new Failure("wait", "服务器上传到一半的照片过期了，重新传。", { after: 0 });
  }
  if (status === 413) photo.refused = `第 ${number} 张照片太大`;
  else if (status >= 400 && status < 500 && ![408, 409, 423, 425, 429].includes(status)) {
    photo.refused = `第 ${number} 张照片没传上`;
  }
  if (photo.refused) return new Failure("fix", `${photo.refused}。请删掉这一张，再发。`);
  if (status === 429) return new Failure("wait", "发得太快了。", { after: after ?? 30 });
  return new Failure("wait", "服务器现在很忙。", { after });
}

// ---------- The tip ----------

/** What was seen of a photo, as the field that goes with the tip. */
export function seenField(seen, withPosition) {
  if (!seen?.sha256) return "";
  const { lat, long, ...rest } = seen;
  return JSON.stringify(withPosition && lat !== undefined ? { ...rest, lat, long } : rest);
}

/** The same field without the position that it was kept with. */
export const withoutPosition = (field) => (field ? seenField(JSON.parse(field), false) : "");

async function post(job) {
  const { draft, photos } = job;
  // What was sent once is sent again to the letter: only so is it known for the same tip.
  draft.posted ??= { ...draft.fields };
  await job.keepDraft();
  const body = new FormData();
  for (const [name, value] of Object.entries(draft.posted)) body.append(name, value);
  body.set("category", draft.category);
  // What “now” and “today” mean: only how long ago is known for sure, since the phone's clock may be wrong.
  body.set("written_ago", Math.round((Date.now() - draft.written) / 1000));
  for (const photo of photos) {
    body.append("upload", photo.upload.split("/").pop());
    body.append("caption", photo.caption);
    body.append("seen", draft.posted.photo_position ? (photo.seen ?? "") : withoutPosition(photo.seen));
  }
  // Proof of work, where the site asks for it: made for this one sending.
  const proof = await job.prove(draft.key);
  if (proof) body.set("challenge", proof);
  job.posting(true);
  const headers = { "Idempotency-Key": draft.key };
  const answer = await ask(TIPS, PATIENCE, { method: "POST", body, headers }).finally(() => job.posting(false));
  if (!answer) throw offline();
  const said = read(answer);
  if (!said) throw foreign();
  if (answer.status < 300) return said;
  throw refused(answer, said, job);
}

/** What the answer says; none where it is not this site's. */
function read({ status, headers, text }) {
  if (!/json/.test(headers.get("Content-Type"))) return null;
  try {
    const said = JSON.parse(text);
    return status >= 300 || /^\d{16}$/.test(said.receipt) ? said : null;
  } catch {
    return null;
  }
}

function refused(answer, { title = "", fields = {} }, job) {
  const { draft, photos } = job;
  const after = retryAfter(answer.headers);
  if (answer.status === 429) return new Failure("wait", "现在发的人多。", { after: after ?? 30 });
  if (answer.status >= 500 || answer.status === 408) return new Failure("wait", "服务器现在很忙。", { after });
  if (fields.photo && photos.length && !job.renewed) {
    // An upload may have expired since it was finished: asked for again, each photo says how far it is. What was sent
    // stays as it was: it may have arrived all the same, and its answer been lost.
    job.renewed = true;
    for (const photo of photos) photo.done = false;
    return new Failure("wait", "照片在服务器上过期了，重新传。", { after: 0 });
  }
  // Refused: nothing of it is stored, so that all of it may be changed.
  draft.posted = null;
  if (answer.status === 409) {
    draft.key = job.newKey();
    return new Failure("fix", "这一条刚才已经发出去了。改过的要当作新的一条，请再按一次。");
  }
  const count = Object.keys(fields).length;
  const words = count ? `还没发出：有 ${count} 处要改。` : `没发出去：${title || "服务器没有收"}。您填的都还在。`;
  return new Failure("fix", words, { fields });
}
