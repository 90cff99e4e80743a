// What all parts of the editor share: settings, texts, elements, and what a query is made of.
"use strict";

const Editor = (() => {
  const settings = JSON.parse(document.getElementById("settings").textContent);

  const word = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), settings.words[key] ?? key);

  const element = (name, content, attributes = {}) => {
    const made = document.createElement(name);
    made.append(...[content].flat());
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  };

  const button = (text, act, attributes = {}) => {
    const made = element("button", text, { type: "button", ...attributes });
    made.addEventListener("click", act);
    return made;
  };

  // An IRI by a prefix of some, the longest namespace first; without one as it is.
  const SAFE = /^[A-Za-z0-9_](?:[\w-]*[A-Za-z0-9_])?$/;
  const shortened = (iri, prefixes = settings.prefixes) => {
    const fitting = Object.entries(prefixes).filter(([, namespace]) => iri.startsWith(namespace));
    const [prefix, namespace] = fitting.sort((one, other) => other[1].length - one[1].length)[0] ?? [];
    return namespace === undefined ? null : { prefix, local: iri.slice(namespace.length), safe: SAFE.test(iri.slice(namespace.length)) };
  };
  const named = (iri) => {
    const found = shortened(iri);
    return found ? `${found.prefix}:${found.local}` : iri;
  };

  // Places in a query are told in characters as people count them; CodeMirror counts in units of UTF-16.
  const units = (text, characters) => [...text].slice(0, characters).join("").length;

  const token = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s"{}|^`\\]*>|#[^\n]*|[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_.-]*:[\p{L}\p{N}_%\\-]*(?:\.[\p{L}\p{N}_%\\-]+)*|[\p{L}_][\p{L}\p{N}_-]*|[^\s]/gu;
  const tokens = (query) => (query.match(token) ?? []).filter((one) => !one.startsWith("#"));

  return { settings, word, element, button, shortened, named, units, tokens };
})();
