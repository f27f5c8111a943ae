/* Decisions and guesses: the answer is kept back until the reader has chosen. What was chosen is kept on the
   reader's device until it is cleared, and goes nowhere else. */
(function () {
  "use strict";
  var keep = window.keep; /* mode.js */
  var page = location.pathname.split("/").slice(-2).join("/");
  function keyOf(form) { return "guess/" + page + "#" + form.id; }

  /* What a guess holds back: in a lab everything after it, in a chapter the figure that tells the answer. */
  function foldsOf(form) {
    return document.querySelectorAll("details.after-guess:not([data-after]), details.after-guess[data-after='" + form.id + "']");
  }
  function release(form) { foldsOf(form).forEach(function (fold) { fold.open = true; }); }
  function holdBack(form) {
    foldsOf(form).forEach(function (fold) {
      var made = fold.dataset.after ? keep.get(keyOf(form)) !== undefined : Object.keys(keep.all("guess/" + page + "#")).length;
      var asked = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1).split("&")[0]));
      var moved = Object.keys((history.state && history.state.charts) || {}).some(function (id) { return fold.contains(document.getElementById(id)); });
      if (!made && !moved && !fold.contains(asked || null)) fold.open = false;
    });
  }
  function nameFolds() {
    document.querySelectorAll("details.after-guess:not([data-after])").forEach(function (fold) {
      fold.addEventListener("toggle", function () {
        fold.querySelector("summary").textContent = fold.open ? "Close the lab" : "Open the lab without guessing";
      });
    });
  }
  function clearable(form, forget) { /* a button that takes the guess back */
    var button = document.createElement("button");
    button.type = "button";
    button.className = "clear";
    button.hidden = true;
    button.textContent = "Clear my answer";
    form.insertBefore(button, form.querySelector("details"));
    button.addEventListener("click", function () {
      keep.clear(keyOf(form));
      button.hidden = true;
      forget();
      holdBack(form);
    });
    return button;
  }

  function decisions() {
    document.querySelectorAll("form.decide").forEach(function (form) {
      var place = form.querySelector("[role=status]"), others = form.querySelector("details");
      var clear = clearable(form, function () { form.reset(); place.textContent = ""; others.hidden = true; });
      form.querySelector("button[type=submit]").hidden = false;
      others.hidden = true;
      function reveal(chosen) {
        place.innerHTML = form.querySelector("#" + chosen.id + "-reply").innerHTML;
        others.hidden = false; /* now the other choices may be read too */
        clear.hidden = false;
        release(form);
      }
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        var chosen = form.querySelector("input:checked");
        if (!chosen) { place.textContent = "Choose first."; return; }
        keep.set(keyOf(form), chosen.id);
        reveal(chosen);
        place.scrollIntoView({ block: "nearest" });
      });
      var before = keep.get(keyOf(form)), chosen = before && document.getElementById(before);
      form.reset(); /* a browser may put back what was chosen without its reply */
      if (chosen && form.contains(chosen)) { chosen.checked = true; reveal(chosen); }
    });
  }

  function guesses() {
    document.querySelectorAll("form.guess").forEach(function (form) {
      var slider = form.querySelector("input"), output = form.querySelector("output"), start = slider.value;
      var place = form.querySelector(".revealed"), answer = +form.dataset.answer, fold = form.querySelector("details");
      var plot = form.querySelector("svg.plot");
      var low = +slider.min, high = +slider.max, moved = false; /* a slider left where it stood is no guess */
      var clear = clearable(form, function () { slider.value = start; moved = false; place.replaceChildren(); say(); mark("told", null); });
      function words(value) { /* where a guess may go either way, a rise has its sign too */
        return (value < 0 ? "\u2212" : value > 0 && low < 0 ? "+" : "") + slider.dataset.before.replace("-", "") + Math.abs(value).toLocaleString("en-GB") + slider.dataset.after;
      }
      function say() {
        output.textContent = words(+slider.value);
        slider.setAttribute("aria-valuetext", words(+slider.value));
        mark("yours", +slider.value);
      }
      function mark(which, value) { /* a point of the drawing, at a height that stands for its value */
        if (!plot) return;
        var point = plot.querySelector("." + which), top = +plot.dataset.top, foot = +plot.dataset.foot;
        point.setAttribute("visibility", value === null ? "hidden" : "visible");
        if (value !== null) point.setAttribute("transform", "translate(0 " + (foot - (foot - top) * (value - low) / (high - low)) + ")");
      }
      function bar(label, value) {
        var line = document.createElement("div"), track = document.createElement("span"), length = document.createElement("span");
        line.className = "bar";
        track.className = "track";
        length.style.left = 100 * (Math.min(value, Math.max(low, 0)) - low) / (high - low) + "%";
        length.style.width = 100 * Math.abs(value - Math.max(low, 0)) / (high - low) + "%";
        track.append(length);
        line.append(label + ": " + words(value), track);
        return line;
      }
      function reveal() {
        var told = document.createElement("p");
        told.innerHTML = form.querySelector("details p").innerHTML;
        place.replaceChildren(bar("You said", +slider.value), bar(form.dataset.told || "What happened", answer), told);
        mark("told", answer);
        clear.hidden = false;
        release(form);
      }
      if (plot) {
        var take = function (event) { /* a point put down or dragged on the drawing */
          var box = plot.getBoundingClientRect(), view = plot.viewBox.baseVal;
          var height = (event.clientY - box.top) / box.height * view.height, top = +plot.dataset.top, foot = +plot.dataset.foot;
          slider.value = low + (high - low) * (foot - height) / (foot - top);
          moved = true;
          say();
        };
        plot.addEventListener("pointerdown", function (event) { plot.setPointerCapture(event.pointerId); take(event); });
        plot.addEventListener("pointermove", function (event) { if (event.buttons) take(event); });
      }
      holdBack(form);
      form.querySelector(".slide").hidden = false;
      form.querySelector("button[type=submit]").hidden = false;
      fold.hidden = true;
      slider.addEventListener("input", function () { moved = true; say(); });
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        if (!moved) {
          moved = true; /* pressed again, it is one */
          place.replaceChildren("You have not moved the slider. Move it, or press the button again if " + words(+slider.value) + " is your guess.");
          return;
        }
        keep.set(keyOf(form), +slider.value);
        reveal();
        place.scrollIntoView({ block: "nearest" }); /* the sentence that explains is read, not only the bars */
      });
      var before = keep.get(keyOf(form));
      slider.value = typeof before === "number" ? before : start;
      say();
      mark("told", null);
      if (typeof before === "number") { moved = true; reveal(); }
    });
  }

  function firstTheGuess() { /* "On this page" names parts that tell the answer: it leads to the guess until one is made */
    document.querySelectorAll(".on-this-page a").forEach(function (link) {
      link.addEventListener("click", function (event) {
        var form = document.querySelector("form.guess"), target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (!form || !target || !target.closest("details.after-guess:not([open])")) return;
        event.preventDefault();
        form.scrollIntoView({ block: "center" });
        form.querySelector("input").focus({ preventScroll: true });
        form.querySelector(".revealed").textContent = "That part tells the answer. Guess first; or open the lab without guessing, below.";
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () { nameFolds(); decisions(); guesses(); firstTheGuess(); });
})();
