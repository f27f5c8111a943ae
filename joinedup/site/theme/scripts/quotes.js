/* Lines to quote: a button beside each copies it with the citation of the page that it comes from. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".lines-to-quote blockquote").forEach(function (line) {
      var listed = line.parentNode.nextElementSibling, cited = document.getElementById("citation");
      var from = listed && listed.querySelector(".citation") || cited;
      if (!from) return;
      var button = document.createElement("button"), status = document.createElement("span");
      button.type = "button";
      button.textContent = "Copy with its citation";
      status.setAttribute("role", "status");
      button.addEventListener("click", function () {
        var text = "“" + line.textContent.trim().replace(/\s+/g, " ") + "” " + from.textContent.trim();
        function byHand() {
          var box = document.createElement("textarea");
          box.value = text;
          box.setAttribute("aria-label", "The line and its citation, to copy");
          line.after(box);
          box.select();
          status.textContent = document.execCommand("copy") ? "Copied." : "Copy it with your keyboard.";
          if (status.textContent === "Copied.") { box.remove(); button.focus(); }
        }
        if (!navigator.clipboard) { byHand(); return; }
        navigator.clipboard.writeText(text).then(function () { status.textContent = "Copied."; }, byHand);
      });
      var row = document.createElement("p");
      row.className = "copying";
      row.append(button, " ", status);
      line.after(row);
    });
  });
})();
