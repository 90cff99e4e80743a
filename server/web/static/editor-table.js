// YASGUI's table with cells of text, and with the labels of the project's IRIs in the reader's language.
"use strict";

Object.assign(Editor, (() => {
  const { element, settings } = Editor;

  // Labels that are known, and the IRIs that are asked for together a moment later.
  const labels = new Map();
  const waiting = new Set();
  const label = (anchor) => {
    const known = labels.get(anchor.dataset.iri);
    if (!known) return;
    const name = anchor.dataset.name;
    anchor.replaceChildren(element("span", known.label, known.language ? { lang: known.language } : {}));
    if (known.label !== name) anchor.append(" ", element("small", name));
  };
  const fetchLabels = async () => {
    const iris = [...waiting].filter((iri) => !labels.has(iri));
    waiting.clear();
    for (let at = 0; at < iris.length; at += settings.mostLabels) {
      const asked = new URLSearchParams(iris.slice(at, at + settings.mostLabels).map((iri) => ["iri", iri]));
      asked.set("lang", settings.language);
      const answer = await fetch(`/labels.json?${asked}`).catch(() => null);
      if (!answer?.ok) return;
      for (const [iri, found] of Object.entries(await answer.json())) labels.set(iri, found);
      for (const anchor of document.querySelectorAll("a[data-iri]")) if (!anchor.firstElementChild) label(anchor);
    }
  };
  let timer;
  const wish = (iri) => {
    waiting.add(iri);
    clearTimeout(timer);
    timer = setTimeout(fetchLabels, 50);
  };

  // YASGUI's own table makes cells of markup, and has literals parsed as HTML to search and sort them. Here they are text.
  const escaped = (text) => element("span", text).innerHTML;
  const textTable = (Table) => class extends Table {
    getColumns() {
      const prefixes = this.yasr.getPrefixes();
      const [number, ...columns] = super.getColumns();
      const render = (term, kind) => {
        if (term === "") return "";
        if (kind === "display") return this.cell(term, prefixes);
        return escaped(term.type === "uri" ? `${labels.get(term.value)?.label ?? ""} ${term.value}`.trim() : term.value);
      };
      return [number, ...columns.map((column) => ({ ...column, title: escaped(column.name), render: render }))];
    }

    cell(term, prefixes) {
      const content = element("span", "", term.type === "uri" ? {} : { class: "nonIri" });
      if (term.type === "uri") content.append(...this.link(term.value, prefixes));
      else if (this.persistentConfig.compact) content.append(term.value);
      else if (term["xml:lang"]) content.append(`"${term.value}"`, element("sup", `@${term["xml:lang"]}`));
      else if (term.datatype) {
        const datatype = element("sup", "^^");
        datatype.append(...this.link(term.datatype, prefixes));
        content.append(`"${term.value}"`, datatype);
      } else content.append(term.value);
      return element("div", content);
    }

    link(iri, prefixes) {
      const found = Object.entries(prefixes || {}).find(([, namespace]) => iri.startsWith(namespace));
      const name = found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
      // Of what may stand in an IRI, these schemes alone are worth following and run nothing.
      const leads = /^(https?|urn|mailto):/i.test(iri);
      const shown = leads ? element("a", name, { class: "iri", href: iri, rel: "noopener noreferrer" }) : element("span", name);
      if (leads && this.config.openIriInNewWindow) shown.target = "_blank";
      if (leads && iri.startsWith(settings.base)) {
        Object.assign(shown.dataset, { iri: iri, name: name });
        if (labels.has(iri)) label(shown);
        else wish(iri);
      }
      return found || this.persistentConfig.compact ? [shown] : ["<", shown, ">"];
    }
  };

  // What things are called, by IRI: for pictures, which show no IRI.
  const labelsOf = async (iris) => {
    for (const iri of iris) if (iri.startsWith(settings.base)) waiting.add(iri);
    await fetchLabels();
    return (iri) => labels.get(iri)?.label ?? Editor.named(iri);
  };

  return { textTable, labelsOf };
})());
