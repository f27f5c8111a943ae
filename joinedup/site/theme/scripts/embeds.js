/* Embedding: beneath a figure, the lines to copy, for the chart as it stands; in a frame, how tall the page is.
   A page that frames one of ours hears {bookHeight: 512} and nothing else. */
(function () {
  "use strict";
  var askFor = window.askFor; /* mode.js */
  function offer(event) {
    var link = event.currentTarget;
    event.preventDefault();
    askFor("taking.js").then(function () {
      var made = window.taking.embed(link.closest("ul"), link.href, link.closest("figure"));
      made.entry.focus();
      if (window.top !== window || !window.isSecureContext || !navigator.clipboard) return; /* the reader copies */
      navigator.clipboard.writeText(made.entry.value).then(function () { made.status.textContent = "Copied."; }, function () { /* refused */ });
    });
  }
  function tellHeight() {
    function tell() { window.parent.postMessage({ bookHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*"); }
    if ("ResizeObserver" in window) new ResizeObserver(tell).observe(document.body);
    addEventListener("load", tell);
  }
  document.addEventListener("DOMContentLoaded", function () {
    var root = document.documentElement;
    document.querySelectorAll("a.embed").forEach(function (link) { link.addEventListener("click", offer); });
    if (!("embed" in root.dataset)) return;
    if (window.parent !== window) { root.dataset.framed = ""; tellHeight(); return; }
    askFor("taking.js").then(function () {
      window.taking.embed(document.querySelector(".alone"), location.href.split("#")[0], document.querySelector("main > figure"));
    });
  });
})();
