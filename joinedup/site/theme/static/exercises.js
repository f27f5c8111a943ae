/* Exercises and tools: numbers in, an answer in words out. Asked for when a form comes near.
   What a reader writes is kept on the device and nowhere else; a link or a file is made only by the reader's act. */
(function () {
  "use strict";
  var statics = new URL(".", document.currentScript.src), version = new URL(document.currentScript.src).search;
  var keep = window.keep;

  /* ---- formulas: works out the trees that joinedup.evidence.formulas makes, as it does ---- */
  var formulas = (function () {
    function finite(value) { return Number.isFinite(value) ? value : NaN; }
    function list(given) { return Array.isArray(given[0]) ? given[0] : given; }
    function end(pick) {
      return function () {
        var all = list(Array.from(arguments));
        return all.length ? pick.apply(null, all) : NaN; /* NaN where one is NaN */
      };
    }
    function normalAt(x) { return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI); }
    function normalBelow(x) { /* Marsaglia, Journal of Statistical Software 11(4), 2004 */
      if (Number.isNaN(x)) return NaN;
      if (x < -8) return 0;
      if (x > 8) return 1;
      var sum = x, before = 0, term = x;
      for (var odd = 3; sum !== before; odd += 2) { before = sum; term *= x * x / odd; sum += term; }
      return 0.5 + sum * normalAt(x);
    }
    function halved(below, wanted, low, high) {
      for (var turn = 0; turn < 200; turn += 1) {
        var middle = (low + high) / 2;
        if (below(middle) < wanted) low = middle; else high = middle;
      }
      return (low + high) / 2;
    }
    function tWithin(t, df) { /* Abramowitz and Stegun 26.7.3 and 26.7.4, as in joinedup.evidence.trends */
      var angle = Math.atan2(t, Math.sqrt(df)), sine = Math.sin(angle), cosine = Math.cos(angle);
      var odd = df % 2 === 1, term = odd ? cosine : 1, total = 0;
      for (var step = odd ? 2 : 1; step < df; step += 2) { total += term; term *= cosine * cosine * step / (step + 1); }
      return odd ? 2 / Math.PI * (angle + sine * total) : sine * total;
    }
    function tBelow(t, df) {
      var tail = (1 - tWithin(Math.abs(t), df)) / 2;
      return t < 0 ? tail : 1 - tail;
    }
    function tQuantile(p, df) {
      if (!(p >= 0.5 && p < 1 && df >= 1)) return NaN;
      var high = 1;
      while (tWithin(high, df) < 2 * p - 1) high *= 2;
      return halved(function (t) { return tWithin(t, df); }, 2 * p - 1, 0, high);
    }
    function comb(n, k) {
      var ways = 1;
      if (k < 0 || n < 0) return NaN;
      for (var each = 1; each <= k; each += 1) ways = ways * (n - k + each) / each;
      return Math.round(ways);
    }
    var functions = {
      abs: Math.abs, sqrt: Math.sqrt, exp: Math.exp,
      log: function (x) { return x > 0 ? Math.log(x) : NaN; },
      floor: Math.floor, ceil: Math.ceil,
      round: function (x) { return Math.floor(x + 0.5); },
      min: end(Math.min), max: end(Math.max),
      sum: function (all) { return all.reduce(function (total, one) { return total + one; }, 0); },
      len: function (all) { return all.length; },
      range: function (first, after, step) {
        var all = [];
        for (var one = Math.trunc(first); one < after; one += step || 1) all.push(one);
        return all;
      },
      comb: comb, normal_below: normalBelow, normal_at: normalAt,
      normal_quantile: function (p) { return p > 0 && p < 1 ? halved(normalBelow, p, -9, 9) : NaN; },
      t_below: tBelow, t_quantile: tQuantile,
      known: function (x) { return !Number.isNaN(x); },
      odds: function (chance) {
        if (Number.isNaN(chance)) return "";
        if (chance < 0.001) return "under 1 in 1,000";
        if (chance > 0.995) return "over 99 in 100";
        return chance > 0.25 ? "about " + number(chance * 100, ".0f") + " in 100" : "about 1 in " + number(1 / chance, ",.0f");
      },
      money: function (pounds) {
        if (Number.isNaN(pounds)) return NaN;
        return "\u00a3" + (Math.abs(pounds) < 999500 ? number(pounds, ",.0f") : number(pounds / 1e6, ",.1f").replace(/\.0$/, "") + "m");
      },
      times: function (count) { return ["never", "once", "twice"][Math.trunc(count)] || Math.trunc(count) + " times"; },
      listed: function (all) { return all.join("; "); }
    };
    var operate = {
      "+": function (a, b) { return finite(a + b); }, "-": function (a, b) { return finite(a - b); },
      "*": function (a, b) { return finite(a * b); }, "/": function (a, b) { return finite(a / b); },
      "**": function (a, b) { return finite(Math.pow(a, b)); },
      "<": function (a, b) { return a < b; }, "<=": function (a, b) { return a <= b; },
      ">": function (a, b) { return a > b; }, ">=": function (a, b) { return a >= b; },
      "==": function (a, b) { return a === b; }, "!=": function (a, b) { return a !== b; },
      "in": function (a, b) { return b.indexOf(a) >= 0; }
    };
    function workOut(tree, values) {
      if (typeof tree === "number") return tree;
      if (typeof tree === "string") return values[tree];
      function of(part) { return workOut(part, values); }
      switch (tree[0]) {
        case "is": case "text": return tree[1];
        case "call":
          var found = functions[tree[1]].apply(null, tree.slice(2).map(of));
          return typeof found === "number" ? finite(found) : found;
        case "if": return of(tree[1]) ? of(tree[2]) : of(tree[3]);
        case "and": return tree.slice(1).every(of);
        case "or": return tree.slice(1).some(of);
        case "not": return !of(tree[1]);
        case "negative": return -of(tree[1]);
        case "list": return tree.slice(1).map(of);
        case "at":
          var held = of(tree[1]), key = of(tree[2]);
          if (!Array.isArray(held)) return held[key];
          var one = held[Math.trunc(key < 0 ? held.length + key : key)];
          return one === undefined ? NaN : one;
        case "for":
          return of(tree[2]).map(function (value) {
            var with_it = Object.create(values);
            with_it[tree[1]] = value;
            return with_it;
          }).filter(function (inside) { return workOut(tree[3], inside); })
            .map(function (inside) { return workOut(tree[4], inside); });
        default: return operate[tree[0]](of(tree[1]), of(tree[2]));
      }
    }
    function number(value, style) {
      var match = /^(\+?)(,?)\.(\d)([f%])$/.exec(style), scaled = match[4] === "%" ? value * 100 : value;
      var size = Math.abs(scaled) + Math.max(1e-9, Math.abs(scaled) * 1e-12);
      var digits = size.toFixed(+match[3]).split(".");
      if (match[2]) digits[0] = digits[0].replace(/\B(?=(\d{3})+$)/g, ",");
      digits = digits.join(".");
      return (!/[1-9]/.test(digits) ? "" : scaled < 0 ? "\u2212" : match[1]) + digits + (match[4] === "%" ? "%" : "");
    }
    function filled(parts, values) {
      var lost = false;
      var words = parts.map(function (part) {
        if (typeof part === "string") return part;
        var value = values[part[0]];
        if (typeof value === "number" && !Number.isFinite(value)) lost = true;
        return part[1] ? number(value, part[1]) : String(value);
      });
      return lost ? null : words.join("");
    }
    return { workOut: workOut, filled: filled };
  })();

  /* ---- what a reader typed: the same reading as joinedup.writing.exercises ---- */
  var suffixes = { k: 1e3, thousand: 1e3, m: 1e6, mn: 1e6, million: 1e6, bn: 1e9, billion: 1e9 };
  function numberOf(text, scale) { /* scale: what one of the field's unit comes to */
    var clean = text.toLowerCase().replace(/[\s\u00a0£]/g, "").replace(/%|percent/g, "").replace(/[\u2212\u2013]/g, "-").replace(/,(?=\d{3}(?!\d))/g, "");
    var match = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-z]*)$/.exec(clean);
    if (!match || (match[2] && (!scale || !Object.prototype.hasOwnProperty.call(suffixes, match[2])))) return NaN;
    if (!match[2]) return Number(match[1]);
    var value = Number(match[1]) * suffixes[match[2]] / scale, whole = Math.floor(value + 0.5);
    return Math.abs(value - whole) < 1e-6 ? whole : value;
  }
  function partsOf(text) { /* "4,210 4,380", "12, 13; 14" or "12,13" */
    var found = [];
    text.split(/[\s;]+/).forEach(function (part) {
      part = part.replace(/^,+|,+$/g, "");
      found = found.concat(/^[^\d,]*\d{1,3}(,\d{3})+(?![\d,])/.test(part) ? [part] : part.split(","));
    });
    return found.filter(Boolean);
  }
  function isHollow(field, text) { /* words such as "TBC", which answer nothing */
    return !!field.hollow && /\S/.test(text) && new RegExp("^(?:" + field.hollow + ")$").test(text.toLowerCase());
  }
  function faultOf(field, value) {
    if (Number.isNaN(value)) return field.says.number;
    if (value < field.least || value > field.most) return field.says.range;
    if (field.whole && value !== Math.floor(value)) return field.says.whole;
    return "";
  }
  function readField(field, raw) { /* {value, fault} */
    var text = typeof raw === "string" ? raw.trim() : raw;
    if (field.kind === "several") return { value: field.options.filter(function (option) { return (text || []).indexOf(option) >= 0; }), fault: "" };
    if (field.kind === "words") return { value: isHollow(field, text) ? "" : text || "", fault: "" };
    if (!text) {
      if (field.optional) return { value: field.kind === "choice" ? "" : NaN, fault: "" };
      return { value: NaN, fault: field.says.blank };
    }
    if (field.kind === "choice") {
      return field.options.indexOf(text) >= 0 ? { value: text, fault: "" } : { value: "", fault: field.says.blank };
    }
    if (field.kind === "number") {
      var value = numberOf(text, field.scale);
      return { value: value, fault: faultOf(field, value) };
    }
    if (/^[+-]?\d{1,3}(,\d{3})+$/.test(text)) return { value: [], fault: field.says.commas };
    var all = partsOf(text).map(function (part) { return numberOf(part, field.scale); }), fault = "";
    all.forEach(function (one) { fault = fault || faultOf(field, one); });
    if (!fault && (all.length < field.fewest || all.length > field.longest)) fault = field.says.fewest;
    return { value: all, fault: fault };
  }
  function respond(spec, raw) { /* {faults: {name: words}, said: [sentences]} */
    var values = Object.assign({}, spec.given), faults = {};
    spec.inputs.forEach(function (field) {
      var read = readField(field, raw[field.name]);
      if (read.fault) faults[field.name] = read.fault;
      values[field.name] = read.value;
    });
    if (Object.keys(faults).length) return { faults: faults, said: [] };
    spec.work.forEach(function (step) { values[step[0]] = formulas.workOut(step[1], values); });
    spec.rules.forEach(function (rule) {
      if (!formulas.workOut(rule[0], values) && !faults[rule[1]]) faults[rule[1]] = rule[2];
    });
    if (Object.keys(faults).length) return { faults: faults, said: [] };
    var said = spec.answer.filter(function (line) { return formulas.workOut(line[0], values); })
      .map(function (line) { return formulas.filled(line[1], values); });
    return { faults: {}, said: said.indexOf(null) >= 0 ? [spec.unanswered] : said };
  }
  window.exercises = { respond: respond };

  /* ---- the form on the page ---- */
  var page = document.documentElement.dataset.page || location.pathname;
  function entries(form) { return Array.from(form.querySelectorAll("[data-field]")); }
  function rawOf(form) { /* what is typed: {name: text, or the values ticked} */
    var raw = {};
    entries(form).forEach(function (entry) {
      var name = entry.dataset.field;
      if (entry.type !== "checkbox") raw[name] = entry.value;
      else raw[name] = (raw[name] || []).concat(entry.checked ? entry.value : []);
    });
    return raw;
  }
  function fill(form, raw) {
    entries(form).forEach(function (entry) {
      var value = raw[entry.dataset.field];
      if (entry.type === "checkbox") entry.checked = !!value && value.indexOf(entry.value) >= 0;
      else entry.value = typeof value === "string" ? value : "";
      room(entry);
    });
  }
  function room(entry) { /* a box of words grows with them, and a choice is put in words, to be printed whole */
    if (entry.tagName === "SELECT") entry.nextElementSibling.textContent = entry.value ? entry.selectedOptions[0].textContent : "";
    if (entry.tagName !== "TEXTAREA") return;
    entry.style.height = "";
    if (entry.scrollHeight > entry.clientHeight) entry.style.height = entry.scrollHeight + 4 + "px";
  }
  function isBlank(raw) { return Object.keys(raw).every(function (name) { return !raw[name].length; }); }
  function paragraphs(place, lines) {
    place.replaceChildren.apply(place, lines.map(function (line) {
      var one = document.createElement("p");
      one.textContent = line;
      return one;
    }));
  }
  function mark(form, faults) { /* each fault beside its field */
    entries(form).forEach(function (entry) {
      var words = faults[entry.dataset.field] || "", told = form.querySelector("#" + form.id + "-" + entry.dataset.field + "-fault");
      if (told) told.textContent = words;
      if (words) entry.setAttribute("aria-invalid", "true"); else entry.removeAttribute("aria-invalid");
    });
  }
  function exercise(form) {
    var spec = JSON.parse(form.dataset.exercise), kept = "exercise/" + page + "/" + spec.name;
    var said = form.querySelector(".said"), taken = form.querySelector(".taken"), borrowed = false;
    function forget() { said.replaceChildren(); taken.replaceChildren(); }
    function work() { /* true where there is an answer */
      var raw = rawOf(form), found = respond(spec, raw);
      mark(form, found.faults);
      spec.inputs.forEach(function (field) { /* words that answer nothing: told so, and no fault */
        if (isHollow(field, raw[field.name])) form.querySelector("#" + form.id + "-" + field.name + "-fault").textContent = field.says.hollow;
      });
      paragraphs(said, found.said.filter(Boolean));
      return !Object.keys(found.faults).length;
    }
    function store(done) { keep.set(kept, { raw: rawOf(form), done: done }); }
    function answer() {
      taken.replaceChildren();
      if (isBlank(rawOf(form)) && spec.inputs.every(function (field) { return field.kind === "words" || field.kind === "several"; })) {
        paragraphs(said, ["Write your answer first."]);
        return;
      }
      if (work()) {
        store(true);
        if (!borrowed) score.done(spec.name); /* the book's own case is no work of the reader's */
        said.scrollIntoView({ block: "nearest" });
      } else {
        var first = form.querySelector("[aria-invalid]");
        paragraphs(said, ["Mend what is marked above, then try again."]);
        first.focus();
      }
    }
    /* No form is sent, so that a frame which allows no forms answers too. */
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && event.target.matches("input[type=text][data-field]")) { event.preventDefault(); answer(); }
    });
    form.addEventListener("input", function (event) {
      room(event.target);
      borrowed = false;
      forget(); /* an answer never stands beside other numbers than its own */
      store(false);
    });
    form.addEventListener("click", function (event) {
      var act = event.target.dataset && event.target.dataset.act;
      if (act === "work") {
        answer();
      } else if (act === "example") {
        fill(form, spec.example);
        borrowed = true;
        work();
        taken.replaceChildren();
        store(false);
      } else if (act === "clear") {
        fill(form, {});
        mark(form, {});
        forget();
        keep.clear(kept);
        score.undone(spec.name);
        paragraphs(taken, ["Cleared from this device."]);
      } else if (act === "print") {
        printed(form);
      } else if (act === "word") {
        asWord(form);
      } else if (act === "link") {
        link(form, spec);
      }
    });
    form.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
    function fromLink() { /* true where the address holds what to fill in */
      var shared = sharedWith(form);
      if (!shared) return false;
      forget();
      fill(form, shared);
      if (!isBlank(shared)) work();
      form.scrollIntoView();
      paragraphs(taken, ["Filled in from the link you followed. What you had kept is untouched until you change something."]);
      return true;
    }
    addEventListener("hashchange", fromLink); /* a link on the same page, or Back to one */
    var before = keep.get(kept);
    if (!fromLink() && before && before.raw) {
      fill(form, before.raw);
      if (before.done) work();
    }
  }

  /* ---- a link that holds what was typed: after the #, which browsers send to nobody ---- */
  function sharedWith(form) {
    var start = "#" + form.id + "?";
    if (location.hash.indexOf(start) !== 0) return null;
    var raw = {};
    new URLSearchParams(location.hash.slice(start.length)).forEach(function (value, name) { raw[name] = value; });
    JSON.parse(form.dataset.exercise).inputs.forEach(function (field) {
      if (field.kind === "several") raw[field.name] = (raw[field.name] || "").split("|").filter(Boolean);
    });
    return raw;
  }
  function link(form, spec) {
    var query = new URLSearchParams(), raw = rawOf(form), taken = form.querySelector(".taken");
    spec.inputs.forEach(function (field) {
      var value = raw[field.name];
      if (value.length) query.set(field.name, Array.isArray(value) ? value.join("|") : value);
    });
    var label = document.createElement("label"), entry = document.createElement("input"), told = document.createElement("span");
    entry.readOnly = true;
    entry.value = location.href.split("#")[0] + "#" + form.id + "?" + query;
    label.append("This link holds what you typed, words too. Copy it: ", entry);
    taken.replaceChildren(label, told);
    entry.focus();
    entry.select();
    if (navigator.clipboard) {
      navigator.clipboard.writeText(entry.value).then(function () { told.textContent = " Copied."; }, function () { /* refused: the reader copies */ });
    }
  }

  /* ---- a sheet to print: one exercise alone, with its page's name and room to write where nothing stands ---- */
  var WIDE = 680, HIGH = 960; /* pixels of a page of A4 between any printer's margins */
  function onSheet(form) {
    if (document.querySelector(".sheet")) return;
    var sheet = document.createElement("div"), head = document.createElement("p"), name = document.createElement("strong");
    sheet.className = "sheet";
    var copy = form.cloneNode(true), from = entries(form), titles = document.title.split(" | ");
    copy.id = "";
    entries(copy).forEach(function (entry, at) {
      if (entry.type === "checkbox") entry.checked = from[at].checked; else entry.value = from[at].value;
      if (entry.tagName !== "TEXTAREA" && !entry.matches(".wide-entry")) return;
      var written = document.createElement("div"); /* as high as its words at any width */
      written.className = "written";
      written.textContent = from[at].value;
      entry.replaceWith(written);
    });
    name.textContent = titles[0];
    head.append(name, titles.length > 1 ? " \u00b7 " + titles[1] : "");
    sheet.append(head, copy);
    document.body.append(sheet);
    sheet.classList.add("measured");
    for (var zoom = 1; zoom > 0.5; zoom -= 0.04) { /* as large as one sheet allows */
      sheet.style.zoom = zoom;
      sheet.style.width = WIDE / zoom + "px";
      if (sheet.getBoundingClientRect().height <= HIGH) break;
    }
    sheet.style.width = "";
    sheet.classList.remove("measured");
    document.documentElement.dataset.sheet = "";
  }
  function offSheet() {
    document.querySelectorAll(".sheet").forEach(function (sheet) { sheet.remove(); });
    delete document.documentElement.dataset.sheet;
  }
  function printed(form) {
    onSheet(form);
    window.print();
  }
  window.addEventListener("afterprint", offSheet);
  window.addEventListener("beforeprint", function () { /* a tool is its sheet, whichever way it is printed */
    var form = /^chapters\/tools\//.test(page) && document.querySelector("form.exercise");
    if (form) onSheet(form);
  });

  /* ---- a Word document, made here ---- */
  function asWord(form) {
    var blocks = [["title", form.querySelector("h2, h3").textContent.trim()]];
    form.querySelectorAll(".ask > *").forEach(function (part) { blocks.push(["text", part.textContent.replace(/\s+/g, " ").trim()]); });
    var rows = [];
    form.querySelectorAll(".field").forEach(function (field) {
      var label = field.querySelector("label, legend").textContent, value = "";
      if (field.tagName === "FIELDSET") {
        label = field.querySelector("legend").textContent;
        value = Array.from(field.querySelectorAll("input:checked")).map(function (tick) { return tick.nextElementSibling.textContent; }).join("; ");
      } else {
        var entry = field.querySelector("[data-field]");
        value = entry.tagName === "SELECT" ? (entry.value ? entry.selectedOptions[0].textContent : "") : entry.value;
      }
      rows.push([label, value]);
    });
    blocks.push(["table", rows]);
    form.querySelectorAll(".said p").forEach(function (part) { blocks.push(["strong", part.textContent]); });
    var from = document.querySelector('link[rel="canonical"]');
    blocks.push(["text", "Made with \u201c" + document.title.replace(" | ", "\u201d, in ") + (from ? ", " + from.href : "") + "."]);
    saveAsWord(form.id.replace("exercise-", "") + ".docx", blocks, form.querySelector(".taken"));
  }
  function saveAsWord(name, blocks, place) {
    var script = document.createElement("script");
    function save() {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(window.wordDocument(blocks));
      link.download = name;
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
      paragraphs(place, ["Saved as " + name + ", where your browser puts what you download."]);
    }
    if (window.wordDocument) { save(); return; }
    script.src = new URL("word.js" + version, statics).href;
    script.onload = save;
    script.onerror = function () { paragraphs(place, ["The document could not be made here. Print the sheet instead."]); };
    document.head.append(script);
  }

  /* ---- the score that a reader keeps ---- */
  function plain(heading) { /* its words without the link to it */
    return Array.from(heading.childNodes).filter(function (part) { return !(part.matches && part.matches(".headerlink")); })
      .map(function (part) { return part.textContent; }).join("").trim();
  }
  var score = (function () {
    var key = "score/" + page;
    function of() {
      var now = keep.get(key) || { questions: {}, exercises: {} };
      now.title = (keep.get("read/" + page) || { title: document.title }).title;
      now.asked = document.querySelectorAll("form.question").length;
      now.set = document.querySelectorAll("form.exercise").length;
      return now;
    }
    function show() {
      var place = document.querySelector(".score"), now = keep.get(key);
      if (!place || !now) return;
      place.querySelector("[role=status]").textContent = inWords(now);
      tell(tally(now).first);
    }
    function tell(right) { /* a count for the learning platform whose frame, of this origin, shows the page */
      try {
        if (parent !== window && parent.location.origin === location.origin) parent.postMessage({ type: "book-score", right: right }, location.origin);
      } catch (another) { /* a frame of somebody else's, or a folder: nobody is told */ }
    }
    function change(change) {
      var now = of();
      change(now);
      keep.set(key, now);
      show();
    }
    return {
      answered: function (id, right) {
        change(function (now) {
          var first = now.questions[id] ? now.questions[id].first : right;
          now.questions[id] = { first: first, right: right || !!(now.questions[id] && now.questions[id].right) };
        });
      },
      done: function (id) { change(function (now) { now.exercises[id] = true; }); },
      undone: function (id) { if (keep.get(key)) change(function (now) { delete now.exercises[id]; }); },
      show: show
    };
  })();
  function count(all, test) { return Object.keys(all).filter(function (id) { return test(all[id]); }).length; }
  function tally(now) {
    return {
      answered: count(now.questions, function () { return true; }),
      first: count(now.questions, function (one) { return one.first; }),
      done: count(now.exercises, function (one) { return one; })
    };
  }
  function inWords(now) {
    var all = tally(now), words = [];
    if (now.asked) words.push(all.answered + " of " + now.asked + (now.asked === 1 ? " question" : " questions") + " answered, " + all.first + " right at first try");
    if (now.set) words.push(all.done + " of " + now.set + (now.set === 1 ? " exercise" : " exercises") + " done");
    return "On this page: " + words.join("; ") + ".";
  }
  ["click", "keydown", "submit"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target.closest && event.target.closest("form.question");
      if (!form || (kind === "click" && !event.target.closest("button")) || (kind === "keydown" && event.key !== "Enter")) return;
      setTimeout(function () { /* after the question's own script has said its word */
        var told = form.querySelector("[role=status]").classList;
        if (told.contains("right") || told.contains("wrong")) score.answered(form.id, told.contains("right"));
      });
    });
  });

  /* ---- the record of all pages ---- */
  function everyPage() { /* {"score/page": what was done there}, for pages that were only opened too */
    var all = {}, read = keep.all("read/"), scores = keep.all("score/");
    Object.keys(read).forEach(function (key) {
      all["score/" + key.slice(5)] = { title: read[key].title, asked: read[key].asked, set: read[key].set, questions: {}, exercises: {} };
    });
    Object.keys(scores).forEach(function (key) { all[key] = scores[key]; });
    return all;
  }
  function record(place) {
    var body = place.querySelector("tbody"), told = place.querySelector("[role=status]");
    var totals = place.querySelector(".totals");
    function show() {
      var all = everyPage(), sum = { pages: 0, asked: 0, answered: 0, first: 0, set: 0, done: 0 };
      body.replaceChildren();
      Object.keys(all).sort().forEach(function (key) {
        var now = all[key], found = tally(now), row = document.createElement("tr");
        var name = document.createElement("th"), cell, label = document.createElement("label"), words = document.createElement("textarea");
        name.scope = "row";
        name.textContent = now.title.replace(/[#\u00b6]$/, ""); /* kept by an earlier edition */
        row.append(name);
        (now.asked ? [found.answered + " of " + now.asked, String(found.first)] : ["none asked", "\u2013"]).concat(now.set ? found.done + " of " + now.set : "none set").forEach(function (text) {
          cell = document.createElement("td");
          cell.textContent = text;
          row.append(cell);
        });
        cell = document.createElement("td");
        label.className = "visually-hidden";
        label.textContent = "What I will do differently after " + now.title;
        words.id = label.htmlFor = "reflection-" + (sum.pages + 1);
        words.rows = 2;
        words.value = keep.get("reflection/" + key.slice(6)) || "";
        words.addEventListener("input", function () { room(words); keep.set("reflection/" + key.slice(6), words.value); });
        cell.append(label, words);
        row.append(cell);
        body.append(row);
        room(words);
        sum.pages += 1;
        sum.asked += now.asked; sum.answered += found.answered; sum.first += found.first; sum.set += now.set; sum.done += found.done;
      });
      place.querySelector(".table-wrap").hidden = !sum.pages;
      var parts = [];
      if (sum.asked) parts.push(sum.answered + " of " + sum.asked + " questions answered, " + sum.first + " right at first try");
      if (sum.set) parts.push(sum.done + " of " + sum.set + (sum.set === 1 ? " exercise" : " exercises") + " done");
      totals.textContent = sum.pages
        ? "In all, on " + sum.pages + (sum.pages === 1 ? " page opened: " : " pages opened: ") + parts.join("; ") + "."
        : "Nothing is kept yet. Open a page with questions or exercises, and it will be listed here.";
    }
    place.querySelectorAll("button").forEach(function (button) { button.disabled = false; });
    place.addEventListener("click", function (event) {
      var act = event.target.dataset && event.target.dataset.act;
      if (act === "print") window.print();
      if (act === "word") {
        var rows = Array.from(place.querySelectorAll("tr")).map(function (row) {
          return Array.from(row.cells).map(function (cell) { var words = cell.querySelector("textarea"); return words ? words.value : cell.textContent.trim(); });
        });
        saveAsWord("my-record.docx", [["title", "My record"], ["text", totals.textContent], ["table", rows]], told);
      }
      if (act === "clear") {
        var held = {}, back = document.createElement("button");
        ["read/", "score/", "reflection/", "exercise/", "guess/"].forEach(function (prefix) { Object.assign(held, keep.all(prefix)); keep.clear(prefix); });
        show();
        back.type = "button";
        back.textContent = "Put it all back";
        back.addEventListener("click", function () {
          Object.keys(held).forEach(function (key) { keep.set(key, held[key]); });
          show();
          told.textContent = "All of it is back.";
        });
        told.replaceChildren("Everything kept of pages, questions, exercises, guesses and reflections is cleared from this device. Until you leave this page you may undo that. ", back);
      }
    });
    show();
    if (!keep.lasts()) told.textContent = "This browser keeps nothing for this page, so the record lasts only while the page is open.";
  }

  document.querySelectorAll("form.exercise").forEach(exercise);
  document.querySelectorAll(".record").forEach(record);
  score.show();
})();
