// A query in a link: in the fragment, which no server sees, so that nothing is stored anywhere; packed by browsers that can.
"use strict";

Object.assign(Editor, (() => {
  const LONGEST = 256 * 1024; // as many characters as a query may have

  const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

  const packed = async (query) => {
    const bytes = await through(new TextEncoder().encode(query), new CompressionStream("deflate-raw"));
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };

  // The query that was packed; rejects what is none. A short text may unpack to a very long one, so it is read in pieces.
  const unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))
      .pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
    let query = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      query += piece.value;
      if (query.length > LONGEST) throw new RangeError("the query is too long");
    }
    return query;
  };

  // The address of a query: of a saved one its name, of any other the query itself.
  const linkTo = async (query) => {
    const { settings } = Editor;
    const brought = query === settings.query ? settings.saved : ""; // with the values that its parameters begin with
    const saved = brought || settings.examples.find((one) => one.query.trim() === query.trim())?.name;
    const address = new URL("/editor", window.location.href);
    if (saved) address.searchParams.set("saved", saved);
    else address.hash = window.CompressionStream ? `q=${await packed(query)}` : new URLSearchParams({ text: query });
    return address.href;
  };

  // The query that the fragment of a link brings, "" for one that cannot be read; null without one.
  const queryOf = async (fragment) => {
    const [plain, shared] = [fragment.get("text"), fragment.get("q")];
    if (plain !== null) return plain.length > LONGEST ? "" : plain;
    return shared === null ? null : unpacked(shared).catch(() => "");
  };

  return { linkTo, queryOf };
})());
