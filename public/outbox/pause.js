// Pauses between tries over a bad line.

// Seconds; what gets through begins them anew.
const PAUSES = [1, 2, 4, 8, 15, 30, 60];

export const secondsAfter = (tries) => PAUSES[Math.min(tries, PAUSES.length - 1)];

/** Until the seconds are over, the network comes back, or `signal` says stop. */
export function pause(seconds, signal) {
  return new Promise((go) => {
    const now = () => {
      clearTimeout(timer);
      removeEventListener("online", now);
      signal.removeEventListener("abort", now);
      go();
    };
    const timer = setTimeout(now, seconds * 1000);
    addEventListener("online", now);
    signal.addEventListener("abort", now);
  });
}
