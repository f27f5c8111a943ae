/* What a reader takes away of a figure: a picture of the chart as it stands, and the lines that embed it.
   Asked for when a reader asks, so that a page's first load does not pay for it. */
(function () {
  "use strict";
  function headline(figure) {
    var whole = figure.querySelector(".headline > span").textContent;
    return whole.replace(figure.querySelector(".headline .number").textContent, "").trim();
  }

  /* ---- a picture, with its words ---- */
  function picture(figure, kind, link) {
    asSvg(figure).then(function (svg) {
      return kind === "svg" ? new Blob([svg.text], { type: "image/svg+xml" }) : asPng(svg);
    }).then(function (blob) {
      var made = document.createElement("a");
      made.href = URL.createObjectURL(blob);
      made.download = link.getAttribute("download") || link.href.split("/").pop();
      made.click();
      setTimeout(function () { URL.revokeObjectURL(made.href); }, 10000);
    });
  }
  function wrapped(words, width, font) {
    var pen = document.createElement("canvas").getContext("2d"), lines = [""];
    pen.font = font;
    words.split(/\s+/).forEach(function (word) {
      var longer = (lines[lines.length - 1] + " " + word).trim();
      if (pen.measureText(longer).width <= width || !lines[lines.length - 1]) lines[lines.length - 1] = longer;
      else lines.push(word);
    });
    return lines;
  }
  function asSvg(figure) {
    return figure.view.toSVG().then(function (text) {
      var drawn = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      var width = Math.max(+drawn.getAttribute("width"), 320), height = +drawn.getAttribute("height"), at = 6;
      var family = getComputedStyle(figure).fontFamily, parts = [];
      function write(words, size, weight) {
        wrapped(words, width - 12, weight + " " + size + "px " + family).forEach(function (line) {
          at += size * 1.35;
          parts.push('<text x="6" y="' + at.toFixed(1) + '" font-size="' + size + '" font-weight="' + weight + '">' + escaped(line) + "</text>");
        });
      }
      function textOf(selector) { var part = figure.querySelector(selector); return part ? part.textContent.trim() : ""; }
      write(headline(figure), 16, 700);
      write(textOf(".subtitle"), 13, 400);
      at += 10;
      drawn.setAttribute("y", at);
      parts.push(new XMLSerializer().serializeToString(drawn));
      at += height;
      [".settings", ".readout"].forEach(function (part) { if (textOf(part)) write(textOf(part), 12, 400); });
      figure.querySelectorAll("figcaption > p").forEach(function (part) { write(part.textContent.trim(), 11, 400); });
      at += 10;
      return {
        width: width, height: at,
        text: '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + at.toFixed(0) + '" font-family="' + escaped(family) +
          '" fill="#1d2125"><rect width="100%" height="100%" fill="#fff"/>' + parts.join("") + "</svg>"
      };
    });
  }
  function escaped(words) { return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;"); }
  function asPng(svg) {
    return new Promise(function (ready, failed) {
      var picture = new Image();
      picture.onload = function () {
        var canvas = document.createElement("canvas");
        canvas.width = 2 * svg.width;
        canvas.height = 2 * svg.height;
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(ready);
      };
      picture.onerror = failed;
      picture.src = "data:image/svg+xml," + encodeURIComponent(svg.text);
    });
  }

  /* ---- lines to copy into a page of one's own ---- */
  function lines(address, title, height) {
    return '<iframe src="' + escaped(address) + '" title="' + escaped(title) + '" width="100%" height="' + height + '" loading="lazy" style="border:0"></iframe>\n' +
      "<script>\n/* Gives the frame the height it asks for. Without these lines it scrolls. */\n" +
      'addEventListener("message", function (event) {\n' +
      '  document.querySelectorAll("iframe").forEach(function (frame) {\n' +
      "    if (frame.contentWindow === event.source && event.data && event.data.bookHeight > 0) frame.height = event.data.bookHeight;\n" +
      "  });\n});\n<\/script>\n";
  }
  function embed(place, address, figure) { /* a box with the lines, after a place; a chart as it stands */
    var label = document.createElement("label"), entry = document.createElement("textarea"), status = document.createElement("span");
    var view = figure && figure.querySelector("a.this-view"), settings = view ? view.hash.split("&").slice(1).join("&") : "";
    var title = figure ? headline(figure) : document.querySelector("h1").firstChild.textContent;
    var before = place.nextElementSibling;
    if (before && before.matches(".to-embed")) before.remove();
    entry.readOnly = true;
    entry.rows = 5;
    entry.value = lines(address + (settings && "#" + figure.id + "&" + settings), title, figure ? Math.round(figure.offsetHeight) + 90 : 700);
    entry.addEventListener("focus", function () { entry.select(); });
    status.setAttribute("role", "status");
    label.append("To show this on a page of yours, copy these lines into it:", entry);
    label.className = "to-embed";
    label.append(status);
    place.after(label);
    return { entry: entry, status: status };
  }

  window.taking = { picture: picture, embed: embed };
})();
