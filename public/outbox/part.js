// What the outbox's scripts share: where a draft is, and parts of a page.

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
