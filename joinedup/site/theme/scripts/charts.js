/* Live charts: one bundle for the whole site, asked for when a chart comes near; and controls, picture, words,
   address and paper that say the same at every setting, whichever way a reader came to it.

   A chart's settings are kept in the history entry, so that a reload and Back find them; in the address only
   where a reader puts them, by "Link to this view": page.html#figure&name=value&name=value. */
(function () {
  "use strict";
  var statics = new URL(".", document.currentScript.src);
  var WHERE_THE_TABLE_IS = "The data are in the table that follows.";

  /* ---- the bundle, and a chart's specification ---- */
  var bundle;
  function vega() {
    return bundle || (bundle = new Promise(function (ready, failed) {
      var script = document.createElement("script");
      script.src = new URL(document.querySelector("[data-bundle]").dataset.bundle, statics).href;
      script.onload = function () { ready(window.drawLive); };
      script.onerror = failed;
      document.head.append(script);
    }));
  }
  function specOf(figure) {
    var spec = JSON.parse(figure.querySelector("script.spec").textContent);
    spec.data.forEach(function (entry) {
      if (typeof entry.values === "string") {
        entry.values = JSON.parse(document.getElementById(entry.values).textContent);
      }
    });
    return spec;
  }

  /* ---- settings: what the controls stand at ---- */
  function said(value, bind) {
    var year = bind.min >= 1900 && bind.max <= 2100;
    return typeof value === "number" && !year ? value.toLocaleString("en-GB").replace("-", "\u2212") : String(value);
  }
  function settingsOf(figure) {
    var found = {};
    figure.controls.forEach(function (control) { found[control.name] = figure.view.signal(control.name); });
    return found;
  }
  function inWords(figure) { /* as joinedup.site.chart_figures.settings_in_words writes them */
    return figure.controls.map(function (control) {
      var value = figure.view.signal(control.name), bind = control.bind;
      var place = (bind.options || []).indexOf(value);
      var words = place >= 0 && bind.labels ? bind.labels[place] : typeof value === "boolean" ? (value ? "yes" : "no") : said(value, bind);
      return bind.name.trim() + ": " + words;
    }).join("; ") + ".";
  }
  function allowed(bind, text) { /* the value a link's text stands for, or undefined: a link may hold anything */
    if (bind.input === "checkbox") return text === "true" ? true : text === "false" ? false : undefined;
    if (bind.options) return bind.options.find(function (option) { return String(option) === text; });
    var number = parseFloat(text), decimals = (String(bind.step).split(".")[1] || "").length;
    if (!isFinite(number) || number < bind.min || number > bind.max) return undefined;
    return +(bind.min + bind.step * Math.round((number - bind.min) / bind.step)).toFixed(decimals);
  }
  function apply(figure, asked) {
    figure.controls.forEach(function (control) {
      var value = asked[control.name] === undefined ? undefined : allowed(control.bind, String(asked[control.name]));
      if (value !== undefined) figure.view.signal(control.name, value);
    });
    return figure.view.runAsync().then(function () { show(figure); });
  }

  /* ---- everything that says what the controls stand at ---- */
  function written(figure) {
    figure.querySelectorAll(".live input[type=range]").forEach(function (range) {
      range.nextElementSibling.textContent = said(+range.value, range);
    });
  }
  function show(figure) {
    var now = settingsOf(figure), words = "Shown for " + inWords(figure);
    var changed = figure.controls.some(function (control) { return now[control.name] !== figure.start[control.name]; });
    figure.toggleAttribute("data-changed", changed);
    written(figure);
    setTimeout(written, 0, figure); /* Vega writes the bare number, after its signals have run */
    var place = figure.querySelector(".settings"), readout = figure.querySelector(".readout");
    if (changed && !/\?$/.test(headline(figure))) words += " The heading tells of the settings that the chart first had.";
    if (place && place.textContent !== words) place.textContent = words;
    if (readout) readout.textContent = figure.view.signal("readout");
    var svg = figure.querySelector(".live svg");
    if (svg) svg.setAttribute("aria-label", changed ? words + " " + (readout ? readout.textContent + " " : "") + WHERE_THE_TABLE_IS : figure.querySelector("img").alt);
    var own = figure.querySelector("a.own-page");
    if (own) {
      own.textContent = now[own.dataset.control] + ": a page of its own";
      figure.finder = figure.finder || own.href; /* whole, so that an embedded figure leads there too */
      own.href = figure.finder.replace(/\.html$/, "/") + slug(now[own.dataset.control]) + ".html";
    }
    var link = figure.querySelector("a.this-view");
    if (link) link.href = link.getAttribute("href").split("#")[0] + "#" + figure.id + (changed ? "&" + new URLSearchParams(now) : "");
  }
  function slug(name) { /* as joinedup.evidence.text.slug writes a page's name */
    return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  }
  function headline(figure) {
    var whole = figure.querySelector(".headline > span").textContent;
    return whole.replace(figure.querySelector(".headline .number").textContent, "").trim();
  }

  /* ---- where a setting lives: the history entry, and the address when a reader puts it there ---- */
  function kept() { try { return (history.state && history.state.charts) || {}; } catch (refused) { return {}; } }
  function inAddress() { /* {figure, settings}; a plain fragment has no settings */
    var parts = location.hash.slice(1).split("&"), figure = document.getElementById(decodeURIComponent(parts[0]));
    if (parts.length < 2 || !figure || !figure.matches("figure.chart[data-bundle]")) return null;
    return { figure: figure, settings: Object.fromEntries(new URLSearchParams(parts.slice(1).join("&"))) };
  }
  var waiting;
  function remember() { /* soon: some browsers allow few changes of the history in a short time */
    clearTimeout(waiting);
    waiting = setTimeout(rememberNow, 250);
  }
  function rememberNow() {
    clearTimeout(waiting);
    var charts = Object.assign({}, kept()), held = inAddress(), address = location.href;
    document.querySelectorAll("figure.chart[data-live]").forEach(function (figure) {
      if (!figure.controls || !figure.controls.length) return;
      if (figure.hasAttribute("data-changed")) charts[figure.id] = settingsOf(figure);
      else delete charts[figure.id];
      if (held && held.figure === figure && location.hash !== "#" + figure.id + "&" + new URLSearchParams(settingsOf(figure))) {
        address = location.pathname + location.search + "#" + figure.id; /* it would no longer be true */
      }
    });
    try { history.replaceState(Object.assign({}, history.state, { charts: charts }), "", address); } catch (refused) { /* a sandboxed frame */ }
  }
  function follow(event) { /* a link with settings was followed, or Back led to one */
    openTo(location.hash);
    var held = inAddress();
    if (held) enliven(held.figure).then(function () { return apply(held.figure, held.settings); }).then(function () { held.figure.scrollIntoView(); rememberNow(); });
    else if (event) rememberNow();
  }
  function openTo(hash) { /* an anchor in a closed fold */
    var target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1).split("&")[0]));
    var opened = false;
    for (var fold = target && target.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) { fold.open = true; opened = true; }
    if (opened) target.scrollIntoView();
  }
  function share(event) {
    var link = event.currentTarget, place = link.parentElement.querySelector("[role=status]");
    var framed = window.top !== window;
    function tell(words) { place.textContent = words; }
    if (!framed && window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(link.href).then(function () { tell(" Copied."); }, function () { tell(" It is in the address bar."); });
    } else tell(framed ? " " + link.href : " It is in the address bar.");
  }

  /* ---- controls: the less needed ones under a fold, and a button for another run ---- */
  function arrange(figure, live) {
    var controls = live.querySelector(".vega-bindings");
    var more = (figure.dataset.more || "").split(" ").filter(Boolean);
    if (more.length) {
      var fold = document.createElement("details"), summary = document.createElement("summary");
      fold.className = "more";
      summary.textContent = "More settings";
      fold.append(summary);
      more.forEach(function (name) { fold.append(live.querySelector("[name=" + name + "]").closest(".vega-bind")); });
      controls.append(fold);
    }
    if (figure.dataset.again) {
      var name = figure.dataset.again, bind = figure.controls.find(function (control) { return control.name === name; }).bind;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = figure.dataset.againWords;
      button.addEventListener("click", function () {
        var next = figure.view.signal(name) + bind.step;
        figure.view.signal(name, next > bind.max ? bind.min : next).runAsync();
      });
      live.querySelector("[name=" + name + "]").closest(".vega-bind").append(button);
    }
  }
  function nameParts(figure, live) {
    /* One name for the drawing; its parts are in the table, so a screen reader is not read each mark. */
    var svg = live.querySelector("svg");
    if (!svg) return;
    function unname(part) { ["role", "aria-roledescription", "aria-label"].forEach(function (name) { part.removeAttribute(name); }); }
    unname(svg.closest(".plot"));
    svg.setAttribute("role", "img");
    svg.removeAttribute("aria-roledescription");
    svg.querySelectorAll("[role]").forEach(function (part) { unname(part); part.setAttribute("aria-hidden", "true"); });
    svg.querySelectorAll("[tabindex]").forEach(function (part) { part.removeAttribute("tabindex"); });
    live.querySelectorAll(".vega-bind-radio").forEach(function (group) {
      group.setAttribute("role", "radiogroup");
      group.setAttribute("aria-label", group.previousElementSibling.textContent.trim());
    });
    show(figure);
  }

  /* ---- a mark's value: by pointer (Vega's own), by arrow keys here, and away on Escape ---- */
  function named(live) { /* the marks that have words of their own, from left to right and down */
    var parts = Array.from(live.querySelectorAll("svg g[class*=mark-] > *"));
    return parts.filter(function (part) { return part.__data__ && part.__data__.tooltip; });
  }
  function byKeys(figure, live) {
    var svg = live.querySelector("svg"), said = document.createElement("span"), at = -1;
    if (!named(live).length) return;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    live.append(said);
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], marks = named(live);
      if (!step || !marks.length) return;
      event.preventDefault();
      at = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
      var box = marks[at].getBoundingClientRect(), item = marks[at].__data__;
      figure.view.tooltip()(null, { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }, item, item.tooltip);
      said.textContent = Array.from(tooltip().querySelectorAll("tr")).map(function (row) { return row.textContent; }).join("; ") || tooltip().textContent;
    });
    svg.addEventListener("blur", hideTooltip);
  }
  function tooltip() { return document.getElementById("vg-tooltip-element"); }
  function hideTooltip() { if (tooltip()) tooltip().classList.remove("visible"); }
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hideTooltip(); });

  /* ---- coming alive ---- */
  function enliven(figure) {
    return figure.coming || (figure.coming = bring(figure));
  }
  function bring(figure) {
    var live = figure.querySelector(".live");
    var drawing = figure.querySelector(".drawing");
    return vega().then(function (draw) {
      var spec = specOf(figure);
      figure.controls = spec.signals ? spec.signals.filter(function (signal) { return signal.bind && signal.bind.input; }) : [];
      live.style.minHeight = drawing.getBoundingClientRect().height + "px"; /* nothing below may jump */
      live.hidden = false;
      figure.dataset.live = "";
      return draw(live, spec);
    }).then(function (view) {
      figure.view = view;
      figure.start = settingsOf(figure);
      arrange(figure, live);
      byKeys(figure, live);
      nameParts(figure, live);
      live.style.minHeight = "";
      /* A control's own list of what it changes runs first: what is shown is shown once all has followed. */
      figure.controls.forEach(function (control) {
        view.addSignalListener(control.name, function () { view.runAfter(function () { show(figure); remember(); }); });
      });
      view.addResizeListener(function () { nameParts(figure, live); });
      var held = inAddress(), before = kept()[figure.id];
      if (before) return apply(figure, before);
      if (held && held.figure === figure) return apply(figure, held.settings).then(rememberNow);
    }).catch(function (error) {
      delete figure.dataset.live;
      live.hidden = true;
      figure.querySelectorAll(".waiting").forEach(function (controls) { controls.remove(); }); /* they would never work */
      console.warn("The chart stays as a still picture.", error);
    });
  }
  function liveCharts() {
    var figures = Array.from(document.querySelectorAll("figure.chart[data-bundle]")); /* the others stay stills */
    var root = document.documentElement, grown = parseFloat(getComputedStyle(root).fontSize) / 17; /* of 106.25% */
    if (grown > 1) root.style.setProperty("--grown", grown); /* words in charts are as large as the reader's */
    if (!figures.length) return;
    figures.forEach(function (figure) {
      var link = figure.querySelector("a.this-view");
      if (link) link.addEventListener("click", share);
      var back = figure.querySelector("button.to-start");
      if (back) back.addEventListener("click", function () {
        enliven(figure).then(function () { return apply(figure, figure.start); }).then(remember);
      });
      figure.querySelectorAll(".downloads a[download]").forEach(function (link) { link.addEventListener("click", takeAway); });
    });
    addEventListener("hashchange", follow);
    addEventListener("pagehide", function () { if (document.querySelector("figure.chart[data-changed]")) rememberNow(); });
    follow();
    Object.keys(kept()).forEach(function (id) {
      var figure = document.getElementById(id);
      if (figure && figures.indexOf(figure) >= 0) enliven(figure);
    });
    if (!("IntersectionObserver" in window)) return;
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        watch.unobserve(entry.target);
        enliven(entry.target);
      });
    }, { rootMargin: "200px" });
    figures.forEach(function (figure) { watch.observe(figure); });
  }

  /* ---- a picture to take away shows the chart as it stands, with its words ---- */
  function takeAway(event) {
    var link = event.currentTarget, figure = link.closest("figure"), kind = link.href.split(".").pop();
    if (!figure.hasAttribute("data-changed") || (kind !== "svg" && kind !== "png")) return;
    event.preventDefault();
    window.askFor("taking.js").then(function () { window.taking.picture(figure, kind, link); });
  }

  document.addEventListener("DOMContentLoaded", liveCharts);
})();
