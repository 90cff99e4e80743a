// The views of a result: a graph, a map, a timeline, a chart, a pivot table; each with the same as a table below it.
"use strict";

Editor.views = (() => {
  const { settings, word, element, labelsOf } = Editor;
  const MOST = { graph: 400, map: 500, timeline: 200, chart: 100, series: 4 };
  const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
  // A day, month, season or year, or a year of which digits are open, as XML Schema and EDTF write them.
  const DATE = /^(-?\d{4}|\d{3}X|\d\dXX)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T[\d:.]+)?)?|-2[1-4])?(?:Z|[+-]\d\d:\d\d|[~?%])?$/;
  const XSD = "http://www.w3.org/2001/XMLSchema#";

  const isIri = (term) => term?.type === "uri";
  const numberOf = (term) => (term && !isIri(term) && NUMBER.test(term.value) ? Number(term.value) : null);
  const isNumeric = ({ rows }, name) => rows.every((row) => !row[name] || numberOf(row[name]) !== null) && rows.some((row) => row[name]);

  // The first and the last moment that a date, an interval or a set of dates (EDTF) stands for; null for any other term.
  const moments = (term) => {
    if (!term || isIri(term) || term.datatype === `${XSD}integer`) return null;
    const parts = term.value.replace(/[[\]{}]/g, "").split(/\/|\.\.|,/).map((part) => part.trim());
    const dates = parts.filter(Boolean).map((part) => DATE.exec(part));
    if (!dates.length || dates.includes(null)) return null;
    const [first, last] = [dates[0], dates.at(-1)];
    const until = last[1].replaceAll("X", "9");
    const end = last[3] ? Date.UTC(until, last[2] - 1, Number(last[3]) + 1) : last[2] ? Date.UTC(until, last[2], 1) : Date.UTC(Number(until) + 1, 0, 1);
    const start = parts[0] ? Date.UTC(first[1].replaceAll("X", "0"), (first[2] ?? 1) - 1, first[3] ?? 1) : end;
    return { start, end };
  };

  const textsOf = async ({ rows, variables }) => {
    const iris = new Set(rows.flatMap((row) => variables.map((name) => row[name]).filter(isIri).map((term) => term.value)));
    const label = await labelsOf([...iris]);
    return (term) => (!term ? "" : isIri(term) ? label(term.value) : term.value);
  };

  const colours = () => {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(`--${name}`).trim();
  };

  // A table of texts; the text alternative of every picture.
  const tableOf = (heads, rows) => element("table", [
    element("thead", element("tr", heads.map((head) => element("th", head, { scope: "col" })))),
    element("tbody", rows.map((row) => element("tr", row.map((cell) => element("td", String(cell)))))),
  ], { class: "rows" });

  const asText = (heads, rows) => element("details", [
    element("summary", word("view_text")),
    element("div", tableOf(heads, rows), { class: "scroll", tabindex: "0", role: "region", "aria-label": word("view_text") }),
  ]);

  // Draw with ECharts into a place of some height, and draw again where the place is of another width.
  const draw = (place, name, height, option, alternative, note = "") => {
    const canvas = element("div", "", { class: "drawn", role: "img", "aria-label": word(`view_${name}`) });
    canvas.style.height = `${height}px`;
    place.replaceChildren(canvas, ...(note ? [element("p", note)] : []), alternative);
    const colour = colours();
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      color: ["flax", "madder", "moss", "quiet"].map(colour),
      textStyle: { color: colour("ink"), fontFamily: getComputedStyle(place).fontFamily },
      tooltip: { confine: true, renderMode: "richText" },
      ...option(colour),
    });
    new ResizeObserver(() => (canvas.isConnected ? chart.resize() : chart.dispose())).observe(canvas);
  };
  const partly = (shown, count) => (shown < count ? word("view_part", { shown, count }) : "");
  const refuse = (place, name) => place.replaceChildren(element("p", word(`no_${name}`)));
  const shortened = (text, most = window.innerWidth < 700 ? 20 : 44) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

  const graph = async (place, result) => {
    const { variables, rows } = result;
    const triples = ["subject", "predicate", "object"].every((name) => variables.includes(name));
    const things = variables.filter((name) => rows.some((row) => isIri(row[name])));
    const [from, to, by] = triples ? ["subject", "object", "predicate"] : [things[0], things[1], variables.find((name) => !things.slice(0, 2).includes(name))];
    const edges = rows.filter((row) => row[from] && row[to]).slice(0, MOST.graph);
    if (!to || !edges.length) return refuse(place, "graph");
    const text = await textsOf(result);
    const nodes = new Map(edges.flatMap((row) => [row[from], row[to]]).map((term) => [`${term.type} ${term.value}`, term]));
    const data = [...nodes].map(([id, term]) => ({ id, name: shortened(text(term)), symbolSize: isIri(term) ? 14 : 7, category: isIri(term) ? 0 : 1 }));
    const links = edges.map((row) => ({ source: `${row[from].type} ${row[from].value}`, target: `${row[to].type} ${row[to].value}`, value: text(row[by]) }));
    draw(place, "graph", 560, (colour) => ({
      tooltip: { confine: true, renderMode: "richText", formatter: (at) => (at.dataType === "edge" ? at.data.value : at.name) },
      series: [{
        type: "graph", layout: "force", data, links, categories: [{}, {}], draggable: true,
        force: { repulsion: 140, edgeLength: [40, 120], layoutAnimation: false },
        label: { show: data.length <= 80, position: "right", color: colour("ink") },
        edgeSymbol: ["none", "arrow"], edgeSymbolSize: 6, lineStyle: { color: colour("line") },
        edgeLabel: { show: links.length <= 30, fontSize: 10, color: colour("quiet"), formatter: (at) => at.data.value },
      }],
    }), asText([from, by ?? "", to], edges.map((row) => [text(row[from]), text(row[by]), text(row[to])])), partly(edges.length, rows.length));
  };

  const chart = async (place, result) => {
    const numbers = result.variables.filter((name) => isNumeric(result, name)).slice(0, MOST.series);
    const named = result.variables.filter((name) => !isNumeric(result, name));
    if (!numbers.length) return refuse(place, "chart");
    const text = await textsOf(result);
    const rows = result.rows.slice(0, MOST.chart);
    const names = rows.map((row, at) => named.map((name) => text(row[name])).filter(Boolean).join(", ") || String(at + 1));
    draw(place, "chart", 90 + rows.length * (10 + 14 * numbers.length), (colour) => ({
      legend: numbers.length > 1 ? { textStyle: { color: colour("ink") } } : undefined,
      grid: { left: 24, right: 48, top: numbers.length > 1 ? 40 : 12, bottom: 28, containLabel: true },
      xAxis: { type: "value", axisLabel: { color: colour("quiet") }, splitLine: { lineStyle: { color: colour("rule") } } },
      yAxis: { type: "category", inverse: true, data: names.map((name) => shortened(name)), axisLabel: { color: colour("ink"), interval: 0 } },
      series: numbers.map((name) => ({
        type: "bar", name, barMaxWidth: 16, data: rows.map((row) => numberOf(row[name])), label: { show: numbers.length === 1, position: "right", color: colour("ink") },
      })),
    }), asText([named.join(", "), ...numbers], rows.map((row, at) => [names[at], ...numbers.map((name) => text(row[name]))])), partly(rows.length, result.rows.length));
  };

  const timeline = async (place, result) => {
    const { variables } = result;
    const dated = variables.filter((name) => result.rows.some((row) => moments(row[name])) && result.rows.every((row) => !row[name] || moments(row[name])));
    if (!dated.length) return refuse(place, "timeline");
    const text = await textsOf(result);
    const others = variables.filter((name) => !dated.includes(name));
    const rows = result.rows.filter((row) => row[dated[0]]).slice(0, MOST.timeline)
      .map((row) => ({ name: others.map((one) => text(row[one])).filter(Boolean).join(", "), from: text(row[dated[0]]), to: text(row[dated[1]]), start: moments(row[dated[0]]).start, end: moments(row[dated[1]] ?? row[dated[0]]).end }))
      .sort((one, other) => one.start - other.start);
    draw(place, "timeline", 70 + rows.length * 24, (colour) => ({
      grid: { left: 24, right: 24, top: 12, bottom: 28, containLabel: true },
      tooltip: { confine: true, renderMode: "richText", formatter: (at) => `${rows[at.dataIndex].name}\n${rows[at.dataIndex].from} ${rows[at.dataIndex].to}` },
      xAxis: { type: "time", axisLabel: { color: colour("quiet") }, splitLine: { show: true, lineStyle: { color: colour("rule") } } },
      yAxis: { type: "category", inverse: true, data: rows.map((row) => shortened(row.name)), axisLabel: { color: colour("ink"), interval: 0 } },
      series: [{
        type: "custom", encode: { x: [1, 2], y: 0 }, data: rows.map((row, at) => [at, row.start, row.end]),
        renderItem: (_, api) => {
          const [start, end] = [1, 2].map((one) => api.coord([api.value(one), api.value(0)]));
          return { type: "rect", shape: { x: start[0], y: start[1] - 6, width: Math.max(end[0] - start[0], 4), height: 12 }, style: { fill: colour("flax") } };
        },
      }],
    }), asText([others.join(", "), word("from"), word("to")], rows.map((row) => [row.name, row.from, row.to])), partly(rows.length, result.rows.length));
  };

  // Where things are: the codes of states, by which the atlas knows them, and the coordinates of places.
  const placesOf = async (iris) => {
    const query = `PREFIX geo: <${settings.prefixes.geo}> SELECT ?thing ?code ?lat ?long {
      VALUES ?thing { ${iris.map((iri) => `<${iri}>`).join(" ")} }
      { ?thing <${settings.base}ontology/m49> ?code } UNION { ?thing geo:lat ?lat ; geo:long ?long } }`;
    const answer = await fetch(settings.endpoint, { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: "application/sparql-results+json" } });
    return (await answer.json()).results.bindings;
  };
  const map = async (place, result) => {
    const { variables, rows } = result;
    const iris = new Set(rows.flatMap((row) => variables.map((name) => row[name])).filter((term) => isIri(term) && term.value.startsWith(settings.base)).map((term) => term.value));
    const found = iris.size ? await placesOf([...iris].slice(0, MOST.map)) : [];
    if (!found.length) return refuse(place, "map");
    const text = await textsOf(result);
    const numeric = variables.find((name) => isNumeric(result, name));
    const valueOf = (iri) => {
      const own = rows.filter((row) => variables.some((name) => row[name]?.value === iri));
      return numeric ? own.reduce((sum, row) => sum + (numberOf(row[numeric]) ?? 0), 0) : own.length;
    };
    if (!echarts.getMap("world")) {
      const world = await (await fetch(settings.views.world)).json();
      const countries = topojson.feature(world, world.objects.countries);
      // Without Antarctica, and cut where no country is: on the meridian through Bering Strait.
      const east = (part) => {
        if (typeof part[0][0] !== "number") return part.map(east);
        const crosses = part.some(([long]) => long > 0) && part.some(([long]) => long < -100);
        const moved = crosses || part.every(([long]) => long < -169);
        return moved ? part.map(([long, lat]) => [long < 0 ? long + 360 : long, lat]) : part;
      };
      countries.features = countries.features.filter((one) => one.id !== "010").map((one) => ({
        ...one, properties: { name: one.id }, geometry: { ...one.geometry, coordinates: east(one.geometry.coordinates) },
      }));
      echarts.registerMap("world", { geoJSON: countries });
    }
    const known = found.map((one) => ({ code: one.code?.value, at: one.lat && [Number(one.long.value), Number(one.lat.value)], title: text({ type: "uri", value: one.thing.value }), value: valueOf(one.thing.value) }));
    const regions = known.filter((one) => one.code).map((one) => ({ name: one.code, value: one.value, title: one.title }));
    const points = known.filter((one) => one.at).map((one) => ({ value: [...one.at, one.value], title: one.title, number: one.value }));
    draw(place, "map", Math.min(place.clientWidth * 0.52, 560), (colour) => ({
      tooltip: { confine: true, renderMode: "richText", formatter: (at) => (at.data?.title ? `${at.data.title}: ${at.data.number ?? at.data.value}` : "") },
      visualMap: regions.length ? {
        min: Math.min(...regions.map((one) => one.value), 0), max: Math.max(...regions.map((one) => one.value)), seriesIndex: 0,
        inRange: { color: [colour("wash"), colour("flax")] }, textStyle: { color: colour("ink") }, left: 0, bottom: 0,
      } : undefined,
      geo: { map: "world", roam: "move", itemStyle: { areaColor: colour("sheet"), borderColor: colour("line") }, emphasis: { disabled: true } },
      series: [
        { type: "map", geoIndex: 0, data: regions },
        { type: "scatter", coordinateSystem: "geo", data: points, symbolSize: 9, itemStyle: { color: colour("madder") } },
      ],
    }), asText([word("view_map"), numeric ?? word("number")], known.map((one) => [one.title, one.value])));
  };

  const pivot = async (place, result) => {
    const { variables, rows } = result;
    const text = await textsOf(result);
    const numeric = variables.filter((name) => isNumeric(result, name));
    const choice = (title, options, chosen) => {
      const select = element("select", options.map(([value, name]) => element("option", name, { value })));
      select.value = chosen;
      return { select, label: element("label", [`${title} `, select]) };
    };
    const plain = variables.map((name) => [name, name]);
    const down = choice(word("pivot_rows"), plain, variables[0]);
    const across = choice(word("pivot_columns"), plain, variables[1] ?? variables[0]);
    const cells = choice(word("pivot_cells"), [["", word("pivot_count")], ...numeric.map((name) => [name, word("pivot_sum", { name })])], "");
    const shown = element("div", "", { class: "scroll", tabindex: "0", role: "region", "aria-label": word("view_pivot") });
    const fill = () => {
      const sums = new Map();
      const columns = new Set();
      for (const row of rows) {
        const [one, other] = [text(row[down.select.value]), text(row[across.select.value])];
        columns.add(other);
        if (!sums.has(one)) sums.set(one, new Map());
        const sum = sums.get(one);
        sum.set(other, (sum.get(other) ?? 0) + (cells.select.value ? numberOf(row[cells.select.value]) ?? 0 : 1));
      }
      const heads = [...columns].sort((one, other) => one.localeCompare(other, settings.language));
      const lines = [...sums].sort(([one], [other]) => one.localeCompare(other, settings.language));
      shown.replaceChildren(tableOf([down.select.value, ...heads], lines.map(([name, sum]) => [name, ...heads.map((head) => sum.get(head) ?? "")])));
    };
    for (const one of [down, across, cells]) one.select.addEventListener("change", fill);
    place.replaceChildren(element("p", [down.label, across.label, cells.label], { class: "choices" }), shown);
    fill();
  };

  return { graph, map, timeline, chart, pivot };
})();
