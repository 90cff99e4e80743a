// Completion of names while somebody types: classes, properties of the class at hand, and things by their names.
"use strict";

Object.assign(Editor, (() => {
  const { element, settings, shortened, tokens, word } = Editor;
  const TYPE = /^(a|rdf:type|<http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#type>)$/;
  const KEYWORD = /^(SELECT|DISTINCT|REDUCED|WHERE|FROM|NAMED|ASK|CONSTRUCT|DESCRIBE|OPTIONAL|UNION|MINUS|GRAPH|SERVICE|SILENT|FILTER|BIND|VALUES|NOT|EXISTS|GROUP|ORDER|BY|HAVING|LIMIT|OFFSET|ASC|DESC|IN|AS|UNDEF)$/i;
  const MOST = 12;
  const LEAST = 3; // letters after which names are offered unasked

  // Where in a triple a text ends (0 subject, 1 property, 2 object), what it is about, and the classes of all subjects.
  const placeIn = (text) => {
    const types = {};
    const outer = [];
    let [subject, property, place, brackets, blank] = ["", "", 0, 0, 0];
    for (const one of tokens(text)) {
      if (one === "(") brackets += 1;
      else if (one === ")") brackets = Math.max(brackets - 1, 0);
      else if (brackets) continue;
      else if (/^[.{}]$/.test(one)) [subject, property, place] = ["", "", 0];
      else if (one === ";") place = 1;
      else if (one === ",") place = 2;
      else if (one === "[") {
        outer.push([subject, property, place]);
        [subject, property, place] = [`[${blank++}`, "", 1];
      } else if (one === "]") [subject, property, place] = outer.pop() ?? ["", "", 0];
      else if (/^[/|^!*+]$/.test(one)) place = 1;
      else if (KEYWORD.test(one)) [subject, property, place] = ["", "", 0];
      else if (place === 0) [subject, place] = [one, 1];
      else if (place === 1) [property, place] = [one, 2];
      else if (TYPE.test(property)) (types[subject] ??= []).push(one);
    }
    return { place: brackets ? null : place, subject, property, types };
  };

  let terms;
  const loadTerms = () => (terms ??= fetch(`/editor/terms.json?lang=${settings.language}`).then((answer) => answer.json()).catch(() => {
    terms = undefined;
    return { classes: {}, properties: {}, of: {} };
  }));

  const prefixesOf = (yasqe) => ({ ...settings.prefixes, ...yasqe.getPrefixesFromQuery() });
  const expanded = (name, prefixes) => {
    if (name.startsWith("<")) return name.slice(1, -1);
    const at = name.indexOf(":");
    return at < 0 ? null : (prefixes[name.slice(0, at)] ?? "") + name.slice(at + 1);
  };

  const localOf = (iri) => iri.slice(Math.max(iri.lastIndexOf("/"), iri.lastIndexOf("#")) + 1);
  const fits = (iri, told, wanted) => {
    const text = wanted.text.toLowerCase();
    if (wanted.namespace) return iri.startsWith(wanted.namespace) && iri.slice(wanted.namespace.length).toLowerCase().startsWith(text);
    return localOf(iri).toLowerCase().includes(text) || told.label.toLowerCase().includes(text);
  };

  // Terms of a kind, in the order of use; the properties of known classes are counted among the members of these.
  const fromTerms = (described, counts, wanted) => Object.entries(described)
    .filter(([iri, told]) => (!counts || counts.has(iri)) && fits(iri, told, wanted))
    .map(([iri, told]) => ({ iri, label: told.label, kind: told.definition, count: word("uses", { number: counts?.get(iri) ?? told.count }), rank: counts?.get(iri) ?? told.count }))
    .sort((one, other) => other.rank - one.rank || one.iri.localeCompare(other.iri))
    .slice(0, MOST);

  const things = async (wanted) => {
    if (wanted.text.length < 2 && !wanted.namespace) return [];
    const asked = new URLSearchParams({ q: wanted.text.replaceAll("_", " "), lang: settings.language });
    const answer = await fetch(`/search.json?${asked}`).catch(() => null);
    if (!answer?.ok) return [];
    const hits = (await answer.json()).hits.filter((hit) => hit.iri.startsWith(wanted.namespace || settings.base));
    return hits.filter((hit) => !hit.iri.startsWith(`${settings.base}queries/`)).slice(0, MOST).map((hit) => ({
      iri: hit.iri, label: hit.label, kind: hit.kindLabel, count: hit.documents.length ? word("documents", { number: hit.documents.length }) : "",
    }));
  };

  const offers = async (yasqe, wanted) => {
    const known = await loadTerms();
    const all = placeIn(yasqe.getValue().slice(0, wanted.end) + " \n" + yasqe.getValue().slice(wanted.end));
    const { place, subject, property } = placeIn(yasqe.getValue().slice(0, wanted.start));
    if (place === 1) {
      const prefixes = prefixesOf(yasqe);
      const classes = (all.types[subject] ?? []).map((name) => expanded(name, prefixes)).filter((iri) => known.of[iri]);
      const counts = classes.length ? new Map(classes.flatMap((iri) => known.of[iri])) : null;
      const found = fromTerms(known.properties, counts, wanted);
      return found.length ? found : fromTerms(known.properties, null, wanted);
    }
    if (place === 2 && TYPE.test(property)) return fromTerms(known.classes, null, wanted);
    const own = !wanted.namespace || wanted.namespace.startsWith(settings.base);
    const found = own ? await things(wanted) : [];
    return found.length || place !== null ? found : [...fromTerms(known.classes, null, wanted), ...fromTerms(known.properties, null, wanted)].slice(0, MOST);
  };

  // Write an IRI in the place of what was typed, by a prefix that is declared if it is not.
  const insert = (yasqe, iri, from, to) => {
    const declared = shortened(iri, yasqe.getPrefixesFromQuery());
    const name = declared?.safe ? declared : shortened(iri);
    yasqe.getDoc().replaceRange(name?.safe ? `${name.prefix}:${name.local}` : `<${iri}>`, from, to);
    if (name?.safe && name !== declared) yasqe.addPrefixes({ [name.prefix]: settings.prefixes[name.prefix] });
  };

  // The word before the cursor; null where none is completed: in strings, comments, declarations, variables.
  const typed = (yasqe) => {
    const cursor = yasqe.getDoc().getCursor();
    const line = yasqe.getDoc().getLine(cursor.line).slice(0, cursor.ch);
    if (/^\s*(PREFIX|BASE)\b/i.test(line) || /(^|\s)#/.test(line.replace(/<[^>]*>|"[^"]*"|'[^']*'/g, ""))) return null;
    if ((line.match(/"/g) ?? []).length % 2) return null;
    const found = /(^|[\s({[,;.^|/!])((?:[\p{L}\p{N}_-]*:)?[\p{L}\p{N}_-]*)$/u.exec(line);
    if (!found) return null;
    const [, , name] = found;
    const at = name.indexOf(":");
    const prefixes = prefixesOf(yasqe);
    const end = yasqe.getDoc().indexFromPos(cursor);
    return {
      name, end, start: end - name.length, to: cursor, from: { line: cursor.line, ch: cursor.ch - name.length },
      text: at < 0 ? name : name.slice(at + 1),
      namespace: at < 0 ? "" : prefixes[name.slice(0, at)] ?? name.slice(0, at + 1),
    };
  };

  const render = (offer) => (place) => {
    place.classList.add("offer");
    place.append(element("span", offer.label), " ", element("code", Editor.named(offer.iri)));
    if (offer.count) place.append(" ", element("small", offer.count));
    if (offer.kind) place.append(element("small", offer.kind, { class: "definition" }));
  };

  const hint = async (yasqe) => {
    const wanted = typed(yasqe);
    if (!wanted) return null;
    const found = await offers(yasqe, wanted);
    const list = found.map((offer) => ({
      text: offer.iri,
      render: render(offer),
      hint: () => insert(yasqe, offer.iri, wanted.from, wanted.to),
    }));
    return { list, from: wanted.from, to: wanted.to };
  };

  const complete = (yasqe) => yasqe.showHint({
    hint: () => hint(yasqe), completeSingle: false, closeCharacters: /[\s(){}[\],;>"]/, container: yasqe.rootEl.closest(".yasgui"),
  });

  // Ctrl+Space asks for everything; while typing, what is no keyword is offered after a few letters.
  const completion = (Yasqe) => {
    const others = Yasqe.prototype.autocomplete;
    Yasqe.defaults.autocompleters = ["prefixes", "variables"];
    Yasqe.prototype.autocomplete = function (unasked = false) {
      if (!unasked && !this.getDoc().somethingSelected() && typed(this)) complete(this);
      else others.call(this, unasked);
    };
  };
  const completeWhileTyping = (yasqe) => yasqe.on("inputRead", () => {
    if (yasqe.state.completionActive) return;
    const wanted = typed(yasqe);
    if (!wanted) return;
    const telling = /[\u0400-\u04ff]/.test(wanted.name) || wanted.name.includes(":");
    if (wanted.text.length >= LEAST && telling && !KEYWORD.test(wanted.name)) complete(yasqe);
  });

  return { completion, completeWhileTyping };
})());
