// What the outbox's scripts share: where a draft is, parts of a page, and how this browser picks.

/** The draft that the address names. */
export const named = () => /^#draft=([0-9a-f]+)$/.exec(location.hash)?.[1];

export function address(draft) {
  const village = draft.place?.code ? `?village=${draft.place.code}` : "";
  return `/report/${draft.category}${village}#draft=${draft.id}`;
}

export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// WeChat's browser on Android drops all but one of several picked files.
export const picksSingly = () => /MicroMessenger/i.test(navigator.userAgent) && /Android/i.test(navigator.userAgent);
