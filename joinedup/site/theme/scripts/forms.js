/* Exercises, the score and the record: their script is asked for when a form comes near, so that a page's
   first load does not pay for it. A form that names a script of its own (`data-script`) gets it at once. */
(function () {
  "use strict";
  function ask() { window.askFor("exercises.js"); /* mode.js */ }
  function opened() { /* noted for the reader's record: a page with something to answer or to do */
    var asked = document.querySelectorAll("form.question").length, set = document.querySelectorAll("form.exercise").length;
    var page = document.documentElement.dataset.page || location.pathname, heading = document.querySelector("h1");
    if (!asked && !set || !heading) return;
    heading = heading.cloneNode(true);
    heading.querySelectorAll(".headerlink").forEach(function (link) { link.remove(); });
    keep.set("read/" + page, { title: heading.textContent.trim(), asked: asked, set: set });
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-script]").forEach(function (form) { window.askFor(form.dataset.script); });
    var forms = document.querySelectorAll("form.exercise, form.question, .record");
    if (!forms.length) return;
    addEventListener("hashchange", function () { if (/^#exercise-/.test(location.hash)) ask(); });
    opened();
    if (/^#exercise-/.test(location.hash) || !("IntersectionObserver" in window)) { ask(); return; }
    var watch = new IntersectionObserver(function (entries) {
      if (entries.some(function (entry) { return entry.isIntersecting; })) { watch.disconnect(); ask(); }
    }, { rootMargin: "600px" });
    forms.forEach(function (form) { watch.observe(form); });
  });
})();
