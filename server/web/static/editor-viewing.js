// The views of a result beside YASGUI's own: chosen by their buttons or by a comment in the query; loaded when they are.
"use strict";

Object.assign(Editor, (() => {
  const { settings, word, element } = Editor;
  const COMMENT = /^[ \t]*#[ \t]*view:[ \t]*([a-z]+)/im;

  const scripts = {};
  const script = (address) => (scripts[address] ??= new Promise((loaded, failed) => {
    const made = element("script", "", { src: address });
    made.addEventListener("load", loaded);
    made.addEventListener("error", () => { delete scripts[address]; failed(new Error(address)); });
    document.head.append(made);
  }));

  const viewNamed = (name) => class {
    label = word(`view_${name}`);
    priority = 0; // never chosen unasked

    constructor(yasr) { this.yasr = yasr; }

    canHandleResults() { return !!this.yasr.results?.getBindings()?.length; }

    getIcon() { return null; }

    async draw() {
      const shown = element("div", word("asking"), { class: "view" });
      this.yasr.resultsEl.append(shown);
      const { results } = this.yasr;
      try {
        for (const address of settings.views.scripts[name]) await script(address);
        await Editor.views[name](shown, { variables: results.getVariables(), rows: results.getBindings() });
      } catch {
        shown.replaceChildren(element("p", word("failed")));
      }
    }
  };

  const registerViews = (Yasr) => {
    for (const name of Object.keys(settings.views.scripts)) Yasr.registerPlugin(name, viewNamed(name));
    Yasr.defaults.pluginOrder = ["table", ...Object.keys(settings.views.scripts), "response"];
  };

  // `#view: timeline` in a query chooses its view; a view that there is not leaves the table.
  const chooseView = (yasr, query) => {
    const wanted = COMMENT.exec(query)?.[1]?.toLowerCase();
    if (wanted && (wanted in settings.views.scripts || wanted === "table")) yasr.selectPlugin(wanted);
  };

  return { registerViews, chooseView };
})());
