/* A briefing of one's own: one question's briefing and one council's figures, as two pages to print or to
   save. The words are all in one script, asked for by a tag so that it loads from a folder too; nothing
   that a reader picks leaves the device. */
(function () {
  "use strict";
  var form = document.getElementById("your-own"), result = document.querySelector(".own-result");
  var statics = new URL(".", document.currentScript.src), version = new URL(document.currentScript.src).search;
  var status = form.querySelector("[role=status]"), taken = form.querySelector(".taken");
  var paper = document.createElement("div"), SMALLEST = 7, LARGEST = 10.5, STEP = 0.25;
  paper.className = "paper";
  document.body.append(paper);

  function make(name, inside, className) { /* inside: nodes or words */
    var made = document.createElement(name);
    if (className) made.className = className;
    made.append.apply(made, [].concat(inside));
    return made;
  }
  function cut(html) { /* what the build cut out of the book's own pages */
    var held = document.createElement("template");
    held.innerHTML = html;
    return held.content;
  }
  function link(address, words) {
    var made = make("a", words);
    made.href = address;
    return made;
  }
  function act(name) { return form.querySelector("[data-act=" + name + "]"); }
  function picked() { return { question: form.elements.question.value, council: form.elements.council.value }; }

  /* ---- the two sides ---- */
  function sides(pick) {
    var words = window.ownBriefing, question = words.questions[pick.question], council = words.councils[pick.council], said = words.said;
    function kicker(number) { return make("p", "Briefing, " + question.edition + ". Not official. Page " + number + " of 2. " + question.question, "kicker"); }
    var one = make("section", [
      kicker(1), make("h2", question.title), cut(question.parts),
      make("p", [said.shortened + ": ", link(pick.question + ".html", question.title), "."], "rows")
    ], "side");
    var held = question.topics.filter(function (topic) { return council[topic]; });
    var asks = question.topics.filter(function (topic) { return council.asks[topic]; });
    var two = make("section", [
      kicker(2), make("h2", council.name + ": " + said.place),
      make("p", held.length ? said.holds : question.topics.length ? said.promises : said.nothing), cut(council.who)
    ], "side");
    held.forEach(function (topic) { two.append(cut(council[topic])); });
    two.append(make("h3", said.limits), cut(council.limits));
    if (asks.length) {
      two.append(make("h3", said.here), make("ul", asks.map(function (topic) { return make("li", [cut(council.asks[topic])]); })));
    }
    two.append(make("h3", said.day), cut(question.ask));
    two.append(make("p", [said.more + ": ", link("../councils/" + pick.council + ".html", council.name), "."], "rows"), make("p", question.imprint, "rows"));
    [one, two].forEach(function (side) {
      side.querySelectorAll("table").forEach(function (table) { /* a phone scrolls a wide one by itself */
        var wrap = make("div", [], "table-wrap"), caption = table.caption, heading = table;
        while (heading && heading.tagName !== "H3") heading = heading.previousElementSibling;
        wrap.tabIndex = 0;
        wrap.setAttribute("role", "region");
        wrap.setAttribute("aria-label", (caption || heading).textContent);
        table.replaceWith(wrap);
        wrap.append(table);
      });
    });
    return [one, two];
  }
  function fit() { /* the largest type, in points, at which a side fills no more than its page */
    var room = 0.985 * (297 - 2 * 11) * 96 / 25.4, fitted;
    paper.querySelectorAll("source").forEach(function (narrow) { narrow.remove(); }); /* drawn for a phone's screen */
    paper.classList.add("measured");
    fitted = Array.from(paper.children).map(function (side) {
      var size = LARGEST;
      function fits() { side.style.fontSize = size + "pt"; return side.scrollHeight <= room; }
      while (!fits() && size > SMALLEST) size -= STEP;
      return fits();
    });
    paper.classList.remove("measured");
    return fitted.every(Boolean);
  }

  /* ---- what a reader does ---- */
  function forget() { /* two pages never stand beneath another pick */
    result.hidden = true;
    result.replaceChildren();
    paper.replaceChildren();
    taken.replaceChildren();
    status.textContent = "";
    ["print", "word", "link"].forEach(function (name) { act(name).disabled = true; });
  }
  function show(from) {
    var pick = picked(), missing = ["question", "council"].find(function (name) { return !pick[name]; });
    forget();
    if (missing) {
      status.textContent = "Pick a " + missing + " first.";
      form.elements[missing].focus();
      return;
    }
    var words = window.ownBriefing;
    if (!words.questions[pick.question] || !words.councils[pick.council]) {
      status.textContent = "This copy of the book lacks one of the two pages that these would be taken from.";
      return;
    }
    result.append.apply(result, sides(pick));
    result.hidden = false;
    paper.append.apply(paper, sides(pick));
    ["print", "word", "link"].forEach(function (name) { act(name).disabled = false; });
    status.textContent = from + "Your two pages stand below: " + words.questions[pick.question].question + " " + words.councils[pick.council].name + "." +
      (fit() ? "" : " They will take more than two sheets of paper.");
    var heading = result.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
  }
  function print() {
    Promise.all(Array.from(paper.querySelectorAll("img")).map(function (picture) { return picture.decode().catch(function () {}); }))
      .then(function () { window.print(); });
  }
  function blocks() { /* the two sides as paragraphs for word.js */
    var told = [];
    function words(part) { return part.textContent.replace(/\s+/g, " ").trim(); }
    (function walk(part) {
      Array.from(part.children).forEach(function (one) {
        if (one.matches(".kicker")) told.push(["text", words(one).replace(/ Page \d of 2\./, "")]); /* Word has pages of its own */
        else if (one.matches("h2")) told.push(["title", words(one)]);
        else if (one.matches("h3")) told.push(["heading", words(one)]);
        else if (one.matches("li")) told.push(["item", words(one)]);
        else if (one.matches("table")) {
          if (one.caption) told.push(["strong", words(one.caption)]);
          told.push(["table", Array.from(one.rows).map(function (row) { return Array.from(row.cells).map(words); }), one.tHead ? one.tHead.rows.length : 0]);
        } else if (one.matches("dl")) {
          told.push(["table", Array.from(one.querySelectorAll("dt")).map(function (term) { return [words(term), words(term.nextElementSibling)]; })]);
        } else if (one.matches("picture")) told.push(["text", "(The picture is on the page. " + one.querySelector("img").alt.trim() + ")"]);
        else if (one.matches("p")) told.push(["text", words(one)]);
        else walk(one);
      });
    })(result);
    return told;
  }
  function word() {
    var pick = picked(), name = pick.question + "-" + pick.council + ".docx";
    function save() {
      var made = document.createElement("a");
      made.href = URL.createObjectURL(window.wordDocument(blocks()));
      made.download = name;
      made.click();
      setTimeout(function () { URL.revokeObjectURL(made.href); }, 60000);
      status.textContent = "Saved as " + name + ", where your browser puts what you download.";
    }
    if (window.wordDocument) save();
    else status.textContent = "The document could not be made here. Print the pages instead.";
  }
  function address() {
    var entry = document.createElement("input"), label = make("label", ["This link holds the question and the council. Copy it: ", entry]);
    entry.readOnly = true;
    entry.value = location.href.split("#")[0] + "#" + form.id + "&" + new URLSearchParams(picked());
    taken.replaceChildren(label);
    entry.focus();
    entry.select();
    status.textContent = "The link is chosen: copy it with your keyboard.";
    if (navigator.clipboard) {
      navigator.clipboard.writeText(entry.value).then(function () { status.textContent = "The link is copied."; }, function () { /* refused: the reader copies */ });
    }
  }
  function ask(source, loaded, refused) {
    var script = document.createElement("script");
    script.src = source;
    script.onload = loaded;
    script.onerror = function () { if (refused) status.textContent = refused; };
    document.head.append(script);
  }
  function followed() { /* a link that somebody made: both picks, or a briefing's question or a council alone */
    var start = "#" + form.id + "&";
    if (location.hash.indexOf(start) !== 0) return;
    var asked = new URLSearchParams(location.hash.slice(start.length));
    forget();
    ["question", "council"].forEach(function (name) { form.elements[name].value = asked.get(name) || ""; });
    var pick = picked(); /* a name that the book does not have leaves its menu with nothing chosen */
    if (pick.question && pick.council) { show("As the link asked. "); return; }
    var left = ["question", "council"].filter(function (name) { return !pick[name]; });
    left.forEach(function (name) { form.elements[name].selectedIndex = 0; });
    form.scrollIntoView();
    status.textContent = left.length === 2 || asked.get(left[0]) ? "The book has no such question or council: pick again."
      : pick.question ? "The question is picked. Pick a council." : "The council is picked. Pick a question.";
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("change", forget);
  form.addEventListener("click", function (event) {
    var name = event.target.dataset.act;
    if (name === "show") show("");
    else if (name === "print") print();
    else if (name === "word") word();
    else if (name === "link") address();
  });
  ask(new URL("word.js" + version, statics).href, null, ""); /* now, so that all works once the line is gone */
  ask(new URL(form.dataset.words, location.href).href, function () {
    act("show").disabled = false;
    window.addEventListener("hashchange", followed);
    followed();
  }, "What the two pages are made from could not be read. Print a briefing and a council's page instead.");
})();
