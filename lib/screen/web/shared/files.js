// Bytes that Python sends once and that never change: by HTTP, so that the browser keeps them, or with the message.

/** What lib/screen/kit/files.py delivered, as a Uint8Array. Null where there is nothing new: this page has it or waits
    for it already, or it could not be fetched, in which case Python sends it with the next message. */
async function delivered(data, setStateValue) {
  if (data instanceof Uint8Array) return data;
  const fetched = (globalThis.layersFetched ??= new Set());
  if (fetched.has(data.address)) return null;
  fetched.add(data.address);
  try {
    const answer = await fetch(new URL(data.address, document.baseURI));
    const type = answer.headers.get("content-type") ?? "";
    if (!answer.ok || !type.startsWith("application/octet-stream")) throw new Error(answer.statusText); // a page, perhaps
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    fetched.delete(data.address);
    setStateValue("missing", true);
    return null;
  }
}
