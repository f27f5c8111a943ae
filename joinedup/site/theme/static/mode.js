/* Before anything is painted: says that scripts run, so that what needs them has its room from the start,
   and sets the reader's chosen mode. Also `keep`, the one way to the device's store, and `askFor`, which brings
   a script that most readers of a page never need. */

/* What a reader does stays on the reader's device and goes nowhere else. Where the store is refused (site
   data blocked, a sandboxed frame) it lasts as long as the page, and nothing fails or complains.
   Keys are words with a prefix of the part they belong to ("guess/two-budgets"); values are whatever JSON holds. */
var keep = (function () {
  "use strict";
  var OURS = "promise-and-outcome/", store;
  try {
    store = window.localStorage;
    store.setItem(OURS + "tried", "1");
    store.removeItem(OURS + "tried");
  } catch (refused) {
    store = undefined;
  }
  var memory = {};
  function all(prefix) { /* {key: value} of every key that begins with the prefix */
    var found = {}, start = OURS + (prefix || "");
    Object.keys(store || memory).forEach(function (key) {
      if (key.indexOf(start) === 0) found[key.slice(OURS.length)] = get(key.slice(OURS.length));
    });
    return found;
  }
  function get(key) { /* the value, or undefined */
    var text = store ? store.getItem(OURS + key) : memory[OURS + key];
    try { return text == null ? undefined : JSON.parse(text); } catch (spoilt) { return undefined; }
  }
  function set(key, value) {
    var text = JSON.stringify(value);
    try { if (store) { store.setItem(OURS + key, text); return; } } catch (full) { store = undefined; }
    memory[OURS + key] = text;
  }
  function clear(prefix) { /* forgets every key that begins with the prefix */
    Object.keys(all(prefix)).forEach(function (key) {
      if (store) store.removeItem(OURS + key);
      delete memory[OURS + key];
    });
  }
  return { all: all, get: get, set: set, clear: clear, lasts: function () { return !!store; } };
})();

var askFor = (function () { /* a promise that a script of ours has run; each is asked for once */
  "use strict";
  var here = new URL(document.currentScript.src), asked = {};
  return function (name) {
    return asked[name] || (asked[name] = new Promise(function (ready, failed) {
      var script = document.createElement("script");
      script.src = new URL(name + here.search, here).href;
      script.onload = ready;
      script.onerror = failed;
      document.head.append(script);
    }));
  };
})();

(function () {
  document.documentElement.dataset.scripts = "";
  var mode = keep.get("mode"), framed = "embed" in document.documentElement.dataset; /* light, as its host is */
  if (!framed && (mode === "dark" || mode === "light")) document.documentElement.dataset.mode = mode;
})();
