/* Embedding: beneath a figure, the lines to copy, for the chart as it stands; in a frame, how tall the page is.
   A page that frames one of ours hears {bookHeight: 512} and nothing else. */
(function () {
  "use strict";
  function escaped(words) { return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;"); }
  function lines(address, title, height) {
    return '<iframe src="' + escaped(address) + '" title="' + escaped(title) + '" width="100%" height="' + height + '" loading="lazy" style="border:0"></iframe>\n' +
      "<script>\n/* Gives the frame the height it asks for. Without these lines it scrolls. */\n" +
      'addEventListener("message", function (event) {\n' +
      '  document.querySelectorAll("iframe").forEach(function (frame) {\n' +
      "    if (frame.contentWindow === event.source && event.data && event.data.bookHeight > 0) frame.height = event.data.bookHeight;\n" +
      "  });\n});\n<\/script>\n";
  }
  function box(code) { /* lines to copy, chosen as they are reached */
    var label = document.createElement("label"), entry = document.createElement("textarea"), status = document.createElement("span");
    entry.readOnly = true;
    entry.rows = 5;
    entry.value = code;
    entry.addEventListener("focus", function () { entry.select(); });
    status.setAttribute("role", "status");
    label.append("To show this on a page of yours, copy these lines into it:", entry);
    label.className = "to-embed";
    label.append(status);
    if (window.isSecureContext && navigator.clipboard && window.top === window) {
      navigator.clipboard.writeText(code).then(function () { status.textContent = "Copied."; }, function () { /* the reader copies */ });
    }
    return label;
  }
  function offer(event) {
    var link = event.currentTarget, figure = link.closest("figure"), list = link.closest("ul"), before = list.nextElementSibling;
    event.preventDefault();
    if (before && before.matches(".to-embed")) before.remove();
    var view = figure && figure.querySelector("a.this-view"), settings = view ? view.hash.split("&").slice(1).join("&") : "";
    var title = (figure || document).querySelector(figure ? ".headline > span" : "h1").textContent.replace(/^Figure \d+\. |#$/g, "");
    var made = box(lines(link.href + (settings && "#" + figure.id + "&" + settings), title, figure ? Math.round(figure.offsetHeight) + 90 : 700));
    list.after(made);
    made.querySelector("textarea").focus();
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
    var alone = document.querySelector(".alone");
    alone.after(box(lines(location.href.split("#")[0], document.querySelector("h1").textContent.replace(/^Figure \d+\. |#$/g, ""), 700)));
  });
})();
