/* The search page. It asks for MiniSearch and the index (joinedup/site/search.py) once something is looked
   for, and for a page's text once it is among the results shown: by script tags, which work from a folder,
   offline and in a frame without site data. Whatever is found is put on the page as text, never as HTML. */
(function () {
  "use strict";
  var statics = new URL(".", document.currentScript.src), root = new URL("../", statics);
  var SHOWN = 10;
  var KINDS = { initiative: "Initiative", term: "Term", person: "Person or scene", council: "Council" };
  var STEPS = "";
  for (var code = 35; code < 126; code += 1) if (code !== 92) STEPS += String.fromCharCode(code);
  window.bookTexts = {}; /* {an entry's place in the index: its text} */

  /* ---- words, by the same rules as words_of in joinedup/site/search.py ---- */
  var NUMBERED = { section: 1, article: 1, schedule: 1, part: 1, phase: 1, wave: 1, grade: 1 };
  var WORD = /(\d[\d,]*(?:\.\d+)?)(?:[-/](\d{2,4})(?!\d))?([a-z]*)|([a-z]+)/g;
  function plain(text) {
    return text.replace(/\u2019/g, "'").replace(/[\u2013\u2011]/g, "-").replace(/\u2014/g, " ").toLowerCase()
      .normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/'s\b/g, "").replace(/'/g, "");
  }
  function wordsOf(text) {
    var found = [], before = "";
    plain(text).replace(WORD, function (all, number, end, unit, word) {
      if (word) found.push(word);
      else {
        var bare = number.replace(/,/g, "");
        found.push(bare + unit);
        if (end) found.push(bare + "-" + end);
        if (NUMBERED[before] && bare.length < 4) found.push(before + "_" + bare);
      }
      before = word || "";
      return "";
    });
    return found;
  }
  /* "blockers" and "blocking" have one stem, which is marked so that no word is taken for one. */
  function stem(word) {
    if (word.length < 4 || /[\d_]/.test(word)) return "~" + word;
    var bare = word.replace(/(?:ies|y)$/, "i").replace(/(?:ss)$/, "SS").replace(/e?s$/, "").replace(/SS$/, "ss");
    if (bare.length > 5) bare = bare.replace(/(?:ings?|ers?|ed|e)$/, "");
    return "~" + bare.replace(/e$/, "").replace(/([b-df-hj-np-tv-z])\1$/, "$1");
  }

  /* ---- the index ---- */
  var made;
  function script(address) {
    return new Promise(function (ready, failed) {
      var tag = document.createElement("script");
      tag.src = new URL(address, root).href;
      tag.onload = ready;
      tag.onerror = failed;
      document.head.append(tag);
    });
  }
  function index() {
    if (!made) {
      var page = document.querySelector("[data-library]").dataset;
      made = Promise.all([script(page.library), script(page.index)]).then(function () { return unpacked(window.bookIndex); });
    }
    return made;
  }
  function unpacked(packed) {
    var words = packed.words.split(" "), texts = packed.entries.map(function () { return []; });
    packed.stand.split(" ").forEach(function (steps, number) {
      var place = -1, far = 0;
      Array.from(steps).forEach(function (step) {
        if (step === "!") texts[place].push(words[number], words[number]);
        else if (step === "~") far += STEPS.length;
        else { place += far + STEPS.indexOf(step) + 1; far = 0; texts[place].push(words[number]); }
      });
    });
    var search = new MiniSearch({
      fields: ["title", "names", "words"],
      tokenize: function (text, field) { return field === "words" ? text.split(" ") : wordsOf(text); },
      processTerm: function (word) { return word && [word, stem(word)]; },
      searchOptions: { boost: { title: 4, names: 3, words: 1 }, tokenize: function (word) { return [word]; }, processTerm: function (word) { return word; } }
    });
    search.addAll(packed.entries.map(function (entry, id) {
      return { id: id, title: entry[2], names: entry[3], words: texts[id].join(" ") };
    }));
    var all = {};
    words.forEach(function (word) { all[word] = true; });
    packed.entries.forEach(function (entry) {
      wordsOf(entry[2] + " " + entry[3]).forEach(function (word) { all[word] = true; });
    });
    return {
      search: search,
      entries: packed.entries.map(function (entry, id) {
        return {
          id: id, kind: entry[0], address: entry[1], title: entry[2], page: entry[4], others: entry[3] ? entry[3].split("; ") : [],
          called: [entry[2]].concat(entry[3] ? entry[3].split("; ") : []).map(function (name) { return wordsOf(name); })
        };
      }),
      known: Object.keys(all),
      stop: new Set(packed.stop.split(" ")),
      notCovered: packed.notCovered,
      also: packed.also
    };
  }

  /* ---- finding ---- */
  function holds(words, phrase) { /* whether a phrase stands in a query, each word by its stem */
    var stems = words.map(stem).join(" ") + " ", looked = wordsOf(phrase).map(stem).join(" ") + " ";
    return (" " + stems).indexOf(" " + looked) >= 0;
  }
  function distance(one, other) { /* how many letters must be changed, added, left out or swapped */
    var rows = [];
    for (var i = 0; i <= one.length; i += 1) {
      rows[i] = [i];
      for (var j = 1; j <= other.length; j += 1) {
        rows[i][j] = i === 0 ? j : Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[one.length][other.length];
  }
  function nearest(book, word) { /* the known word nearest to one that is not: names before other words */
    if (word.length < 4 || /\d/.test(word)) return null;
    var most = word.length < 6 ? 1 : 2, best = null, score = Infinity;
    book.known.forEach(function (other) {
      if (Math.abs(other.length - word.length) > most || /\d/.test(other)) return;
      var far = distance(word, other);
      if (far > most) return;
      var named = book.entries.some(function (entry) { return entry.kind !== "section" && entry.called.some(function (name) { return name.indexOf(other) >= 0; }); });
      var cost = far + (named ? 0 : 0.6) + (other[0] === word[0] ? 0 : 0.5);
      if (cost < score) { score = cost; best = other; }
    });
    return best;
  }
  function written(book, word) { /* a word as a title has it: Torbay, not torbay */
    var found = word;
    book.entries.some(function (entry) {
      return entry.title.split(/[^A-Za-z\u00c0-\u024f]+/).some(function (own) { return plain(own) === word && (found = own); });
    });
    return found;
  }
  function ranked(book, words, prefix) {
    var looked = words.filter(function (word) { return !book.stop.has(word); });
    if (!looked.length) looked = words;
    var query = {
      combineWith: "AND",
      queries: looked.map(function (word) {
        var ways = [{ queries: [word], boostTerm: function () { return 2; } }, { queries: [stem(word)] }];
        if (prefix && word.length > 2) ways.push({ queries: [word], prefix: true, boostTerm: function () { return 0.5; } });
        return { combineWith: "OR", queries: ways };
      })
    };
    var stems = looked.map(stem), whole = looked.join(" ");
    return book.search.search(query, {
      boostDocument: function (id) {
        var entry = book.entries[id];
        if (entry.kind === "section") {
          if (/^chapters\/(course|reference)\//.test(entry.address) || /^(Exercises|Check yourself)$/.test(entry.title)) return 0.5;
          if (entry.page || looked.every(function (word) { return /^\d{4}$/.test(word); })) return 1; /* a year in a title says when, not what */
          return words.every(function (word) { return entry.called[0].indexOf(word) >= 0; }) ? 6 : 1; /* a chapter's own title */
        }
        var named = looked.every(function (word) { return entry.called[0].indexOf(word) >= 0; }) || entry.called.some(function (name) { return name.join(" ") === whole; });
        if (entry.kind === "council" && !named) return 0.2; /* "pool" is not Poole */
        var best = 1.2; /* a passing mention on an initiative's own page is worth a little more */
        entry.called.forEach(function (name, number) {
          var own = name.filter(function (word) { return !book.stop.has(word); });
          if (own.join(" ") === whole) best = Math.max(best, number > (entry.kind === "initiative" ? 1 : 0) ? 60 : 90); /* a title, or an initiative's short one, before another name */
          else if (own.map(stem).join(" ") === stems.join(" ")) best = Math.max(best, 50);
          else if (looked.every(function (word) { return name.indexOf(word) >= 0; })) best = Math.max(best, entry.kind === "council" ? 6 : 12);
          else if (stems.every(function (one) { return name.map(stem).indexOf(one) >= 0; })) best = Math.max(best, 8);
        });
        return best;
      }
    }).map(function (result) { return book.entries[result.id]; });
  }
  function join(lists) {
    var seen = new Set();
    return [].concat.apply([], lists).filter(function (entry) { return !seen.has(entry.id) && seen.add(entry.id); });
  }
  function find(book, asked) {
    var words = wordsOf(asked), told = { results: [], looked: words, notes: [] };
    if (!words.length) return told;
    var rest = words.filter(function (word) { return !book.stop.has(word); });
    book.notCovered.forEach(function (entry) {
      entry.words.filter(function (phrase) { return holds(words, phrase); }).forEach(function (phrase) {
        var gone = wordsOf(phrase).map(stem);
        rest = rest.filter(function (word) { return gone.indexOf(stem(word)) < 0; });
        told.notes.push({ say: entry.say });
      });
    });
    if (told.notes.length && !rest.length) return told;
    var first = [];
    book.also.forEach(function (entry) {
      if (!entry.words.some(function (phrase) { return holds(words, phrase); })) return;
      var meant = wordsOf(entry.means);
      first = ranked(book, meant, false);
      told.looked = words.concat(meant);
      told.notes.push({ say: "The book\u2019s name for it is \u201c" + entry.means + "\u201d." });
    });
    var exact = ranked(book, words, false), begun = ranked(book, words, true);
    told.results = join([first.slice(0, 1), exact, first, begun]);
    if (told.results.length || told.notes.length) return told;
    var missing = [];
    var mended = words.map(function (word) {
      if (book.stop.has(word) || ranked(book, [word], true).length) return word;
      var near = nearest(book, word);
      if (!near) missing.push(word);
      return near;
    });
    var known = mended.filter(Boolean);
    if (known.length && known.join(" ") !== words.join(" ")) {
      var results = ranked(book, known, true);
      if (results.length) {
        told.results = results;
        told.looked = known;
        if (known.length === words.length) told.instead = known.map(function (word) { return written(book, word); }).join(" ").replace(/ \w+_\d+/g, "");
        else told.notes.push({ say: "The book does not have \u201c" + missing.join("\u201d or \u201c") + "\u201d, so it may not cover this. These places have \u201c" + known.join(" ") + "\u201d." });
        return told;
      }
    }
    told.results = join(words.filter(function (word) { return !book.stop.has(word); }).map(function (word) { return ranked(book, [word], false); }));
    if (told.results.length) told.notes.push({ say: "No one place has all of these words. These have some of them." });
    else told.notes.push({ say: "The book does not cover this, or calls it something else." });
    return told;
  }

  /* ---- what is shown ---- */
  function make(tag, className, words) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (words) made.textContent = words;
    return made;
  }
  function sentenceOf(text, looked) { /* the sentence that has most of the words, the first among equals */
    var stems = new Set(looked.map(stem)), best = "", most = -1;
    text.split(/\n|(?<=[.?!][\u201d\u2019"']?) (?=[A-Z\u201c\u00a3\d])/).forEach(function (sentence) {
      var own = new Set(wordsOf(sentence).map(stem)), count = 0;
      stems.forEach(function (one) { if (own.has(one)) count += 1; });
      if (count > most && sentence.length > 12) { most = count; best = sentence; }
    });
    return best.length > 320 ? best.slice(0, 320).replace(/ [^ ]*$/, " \u2026") : best;
  }
  function marked(place, sentence, looked) {
    var stems = new Set(looked.map(stem));
    place.replaceChildren();
    sentence.split(/([A-Za-z\u00c0-\u024f\d'\u2019]+)/).forEach(function (piece, number) {
      var words = number % 2 ? wordsOf(piece) : [];
      if (words.length && words.every(function (word) { return stems.has(stem(word)); })) place.append(make("mark", "", piece));
      else place.append(piece);
    });
  }
  function shown(entry, looked) {
    var item = make("li", ""), link = make("a", "", entry.title);
    link.href = new URL(entry.address, root).href;
    var where = make("p", "found", "");
    where.append(link);
    var kind = KINDS[entry.kind], page = entry.kind === "section" && entry.page;
    if (kind || page) where.append(make("span", "where", kind || "in " + page));
    item.append(where);
    var place = make("p", "sentence", "");
    item.append(place);
    if (entry.kind === "council") place.textContent = (entry.others.length ? "The page for " + entry.others.join(" and ") + " too. " : "") + "What was asked of it, what happened there, and how little that proves.";
    else {
      var text = "search/pages/" + entry.address.split("#")[0].replace(/html$/, "js");
      (texts[text] = texts[text] || script(text)).then(function () {
        marked(place, sentenceOf(window.bookTexts[entry.id] || "", looked), looked);
      }, function () { /* the link serves without its sentence */ });
    }
    return item;
  }
  var texts = {};
  function say(asked) {
    var status = document.getElementById("search-status"), place = document.getElementById("search-results");
    place.replaceChildren();
    if (!asked.trim()) { status.textContent = ""; return; }
    status.textContent = "Searching";
    index().then(function (book) {
      var told = find(book, asked), count = told.results.length;
      status.textContent = (count ? count + (count === 1 ? " place" : " places") : "Nothing") + " found for \u201c" + asked + "\u201d";
      if (told.instead) {
        status.textContent = "Nothing found for \u201c" + asked + "\u201d. ";
        var instead = make("a", "instead", told.instead);
        instead.href = "?q=" + encodeURIComponent(told.instead);
        status.append("Did you mean ", instead, "? " + count + (count === 1 ? " place has it." : " places have it."));
      }
      told.notes.forEach(function (note) { place.append(make("p", "note", note.say)); });
      if (!count) { document.getElementById("search-other").hidden = false; return; }
      document.getElementById("search-other").hidden = true;
      var list = make("ol", ""), from = 0;
      function more() {
        told.results.slice(from, from + SHOWN).forEach(function (entry) { list.append(shown(entry, told.looked)); });
        from += SHOWN;
        button.hidden = from >= count;
      }
      var button = make("button", "", "Show more");
      button.type = "button";
      button.addEventListener("click", function () { var next = list.children.length; more(); list.children[next].querySelector("a").focus(); });
      place.append(list, button);
      more();
    }, function () { status.textContent = "The index could not be loaded. The lists below will serve."; document.getElementById("search-other").hidden = false; });
  }
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("form.find-again"), box = form.querySelector("input");
    form.hidden = false;
    document.getElementById("search-other").hidden = true;
    box.value = new URLSearchParams(location.search).get("q") || "";
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      try { history.replaceState(null, "", "?q=" + encodeURIComponent(box.value)); } catch (refused) { /* a sandboxed frame */ }
      say(box.value);
    });
    say(box.value);
  });
})();
