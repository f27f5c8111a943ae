/* Before anything is painted: says that scripts run, so that what needs them has its room from the start,
   and sets the reader's chosen mode. Storage can be refused; the page then follows the system. */
(function () {
  document.documentElement.dataset.scripts = "";
  try {
    var mode = localStorage.getItem("mode");
    if (mode === "dark" || mode === "light") document.documentElement.dataset.mode = mode;
  } catch (refused) { /* follow the system */ }
})();
