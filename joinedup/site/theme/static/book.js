/* What scripts add to a page that already works without them: feedback on questions, filters on tables,
   and a switch for light and dark; joined with ../scripts/ (live charts, guesses) into one file when the
   book is built. Nothing here asks another host for anything. */
(function () {
  "use strict";
  var keep = window.keep; /* mode.js */

  /* ---- light and dark ---- */
  function dark() {
    var chosen = document.documentElement.dataset.mode;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function modeSwitch() {
    var button = document.querySelector("button.mode");
    if (!button) return;
    button.hidden = false;
    function show() { button.setAttribute("aria-pressed", String(dark())); }
    show();
    button.addEventListener("click", function () {
      var mode = dark() ? "light" : "dark";
      document.documentElement.dataset.mode = mode;
      keep.set("mode", mode);
      show();
    });
  }

  /* ---- self-check questions: the options stand in another order for each reader, always the same for one ---- */
  function seedOfReader() {
    var seed = keep.get("questions/seed");
    if (typeof seed !== "number") keep.set("questions/seed", seed = Math.floor(Math.random() * 4294967296));
    return seed;
  }
  function hash(text) { /* FNV-1a, then mixed as MurmurHash3 ends: ids that differ in one digit must not rank alike */
    var bits = 2166136261;
    for (var i = 0; i < text.length; i += 1) bits = Math.imul(bits ^ text.charCodeAt(i), 16777619);
    bits = Math.imul(bits ^ bits >>> 16, 2246822507);
    bits = Math.imul(bits ^ bits >>> 13, 3266489909);
    return (bits ^ bits >>> 16) >>> 0;
  }
  function questions() {
    var forms = document.querySelectorAll("form.question");
    if (!forms.length) return;
    var seed = seedOfReader();
    function reorder(parts, idOf) { /* parts of one parent, ranked by the option they belong to */
      parts = Array.from(parts).map(function (part) { return [hash(idOf(part) + " " + seed), part]; });
      parts.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (ranked) { ranked[1].parentNode.append(ranked[1]); });
    }
    forms.forEach(function (form) {
      var button = form.querySelector("button");
      var place = form.querySelector("[role=status]");
      button.hidden = false;
      /* A reader on a slow line may have begun: no order changes under a reader's hands. */
      if (!form.contains(document.activeElement) && !form.querySelector("input:checked, details[open]")) {
        reorder(form.querySelectorAll(".option"), function (part) { return part.firstChild.id; });
        reorder(form.querySelectorAll("details li"), function (part) { return part.querySelector("span").id.replace(/-feedback$/, ""); });
      }
      function answer() {
        var chosen = form.querySelector("input:checked");
        if (!chosen) { place.className = "feedback"; place.textContent = "Choose an answer first."; return; }
        var words = form.querySelector("#" + chosen.id + "-feedback");
        place.className = "feedback " + (chosen.dataset.right === undefined ? "wrong" : "right");
        place.textContent = (chosen.dataset.right === undefined ? "Not quite. " : "Right. ") + words.textContent.trim();
      }
      button.addEventListener("click", answer);
      form.addEventListener("keydown", function (event) { /* Enter in an option would send the form */
        if (event.key === "Enter" && event.target.type === "radio") { event.preventDefault(); answer(); }
      });
      form.addEventListener("submit", function (event) { event.preventDefault(); answer(); });
    });
  }

  /* ---- terms: what a word means, by pointer, focus or tap ---- */
  function terms() {
    var open;
    function close() { if (open) open.hidden = true; open = null; }
    function show(term) { close(); open = term.querySelector(".meaning"); open.hidden = false; open.style.left = "0";
      var over = open.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
      if (over > 0) open.style.left = -over + "px"; /* a phone's edge */
    }
    document.querySelectorAll(".term").forEach(function (term) {
      term.addEventListener("pointerenter", function (event) { if (event.pointerType === "mouse") show(term); });
      term.addEventListener("pointerleave", function (event) { if (event.pointerType === "mouse") close(); });
      term.addEventListener("focusin", function () { show(term); });
      term.addEventListener("focusout", close);
      var wasOpen = false; /* a tap focuses first: the first tap shows the meaning, the next one follows the link */
      term.addEventListener("pointerdown", function (event) { wasOpen = event.pointerType === "mouse" || open === term.querySelector(".meaning"); });
      term.addEventListener("click", function (event) { if (event.detail && !wasOpen) { event.preventDefault(); show(term); } });
    });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });
    document.addEventListener("pointerdown", function (event) { if (!event.target.closest(".term")) close(); });
  }

  /* ---- the picture of all promises: the words of the mark that is pointed at ---- */
  function wall() {
    document.querySelectorAll(".wall").forEach(function (wall) {
      var place = wall.querySelector(".pointed");
      ["pointerover", "focusin"].forEach(function (kind) {
        wall.addEventListener(kind, function (event) {
          var mark = event.target.closest("a.mark");
          if (mark) place.textContent = mark.textContent;
        });
      });
      wall.addEventListener("keydown", function (event) { if (event.key === "Escape") place.textContent = ""; });
    });
  }

  /* ---- tables a reader can filter ---- */
  function filters() {
    document.querySelectorAll("form.filters").forEach(function (form) {
      var table = document.getElementById(form.dataset.table);
      var status = form.querySelector("[role=status]");
      var selects = Array.from(form.querySelectorAll("select"));
      var part = form.querySelector("input[type=search]"); /* of a row's first cell */
      var fields = part ? selects.concat(part) : selects;
      var listed = Array.from(table.tBodies[0].rows);
      form.hidden = false;
      function place(row, key) { /* where a row's value stands in the list of its filter */
        return Array.from(form.querySelector("select[name=" + key + "]").options).findIndex(function (o) { return o.value === row.dataset[key]; });
      }
      function apply() {
        var shown = 0;
        var rows = listed.slice();
        var sort = form.querySelector("[name=sort]").value;
        if (sort) rows.sort(function (a, b) { return place(a, sort) - place(b, sort); });
        table.tBodies[0].append.apply(table.tBodies[0], rows);
        var wanted = selects.filter(function (s) { return s.value && s.name !== "sort"; });
        rows.forEach(function (row) {
          var keep = wanted.every(function (s) { return (row.dataset[s.name] || "").split("|").indexOf(s.value) >= 0; });
          if (part) keep = keep && row.cells[0].textContent.toLowerCase().includes(part.value.trim().toLowerCase());
          row.hidden = !keep;
          if (keep) shown += 1;
        });
        status.textContent = shown + " of " + rows.length + " shown";
        var query = new URLSearchParams();
        fields.forEach(function (s) { if (s.value) query.set(s.name, s.value); });
        var address = location.pathname + (String(query) ? "?" + query : "") + location.hash;
        try { history.replaceState(history.state, "", address); /* which also holds what charts stand at */ } catch (refused) { /* a sandboxed frame */ }
      }
      var asked = new URLSearchParams(location.search);
      fields.forEach(function (s) { if (asked.has(s.name)) s.value = asked.get(s.name); });
      form.addEventListener("input", apply);
      form.addEventListener("reset", function () { setTimeout(apply); });
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      apply();
    });
  }

  /* ---- citing: the day on which it was read, and a button that copies the reference ---- */
  function citing() {
    document.querySelectorAll("button[data-copies]").forEach(function (button) {
      var place = document.getElementById(button.dataset.copies), status = button.parentNode.querySelector("[role=status]");
      var today = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
      place.querySelector(".read-on").textContent = " Read on " + today + ".";
      button.hidden = false;
      function chosen() { /* where the clipboard is refused, the words are ready to be copied by hand */
        var range = document.createRange();
        range.selectNodeContents(place);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        status.textContent = document.execCommand("copy") ? "Copied." : "Chosen: copy it with your keyboard.";
      }
      button.addEventListener("click", function () {
        if (!navigator.clipboard) { chosen(); return; }
        navigator.clipboard.writeText(place.textContent).then(function () { status.textContent = "Copied."; }, chosen);
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    citing(); modeSwitch(); questions(); wall(); terms(); filters();
  });
})();
