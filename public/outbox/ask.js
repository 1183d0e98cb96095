// Asks the server once, and gives a line up that fell silent: a phone that loses its signal is not told so.

/**
 * The whole answer, `{status, headers, text}`. None where the line broke before all of it came, or it did not come within
 * so many seconds: what was asked may have been done all the same.
 */
export async function ask(address, seconds, options = {}) {
  const { signal } = options;
  const stop = new AbortController();
  const give = () => stop.abort();
  const timer = setTimeout(give, seconds * 1000);
  signal?.addEventListener("abort", give);
  try {
    const answer = await fetch(address, { ...options, signal: stop.signal });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", give);
  }
}

/** Seconds after which the server says that trying again makes sense; none where it does not say. */
export const retryAfter = (headers) => Number(headers.get("Retry-After")) || undefined;

/** Lets an upload go that nobody sends any more; what is not let go is swept away within a day. */
export function forget({ upload }) {
  if (upload) fetch(upload, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {});
}
