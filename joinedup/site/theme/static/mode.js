/* Sets the reader's chosen mode before anything is painted. Storage can be refused; the page then follows the system. */
(function () {
  try {
    var mode = localStorage.getItem("mode");
    if (mode === "dark" || mode === "light") document.documentElement.dataset.mode = mode;
  } catch (refused) { /* follow the system */ }
})();
