/* What was read and answered is told to the learning platform (SCORM 1.2), where there is one.
   Nothing but pages, counts and a score is sent: no answer, no name, no text that a reader wrote. */
(function () {
  'use strict';
  var route = window.BOOK_ROUTE;                 // {pages: [...], questions: {page: how many}}
  var frame = document.getElementById('book');
  var began = Date.now();
  var state = { seen: {}, right: {} };           // right: {page: answered rightly at the first try}
  var api = null;
  var silent = true;                             // no platform to tell
  var complete = false;                          // the platform knows of completion: never taken back

  function say(id, words) { document.getElementById(id).textContent = words; }

  function find(from) {
    for (var up = from, steps = 0; up && steps < 12; steps += 1) {
      try { if (up.API) { return up.API; } } catch (error) { return null; }  // a frame of another origin
      if (up.parent === up) { return null; }
      up = up.parent;
    }
    return null;
  }

  function problem(call) {
    var code = '';
    try { code = String(api.LMSGetLastError()); } catch (error) { code = 'none'; }
    say('problem', 'Your learning platform did not accept a record (' + call + ', error ' + code +
      '). You can read on; progress may not be kept.');
    return false;
  }

  // Every call's own answer is looked at: some platforms refuse a value and report no last error.
  function call(name, first, second) {
    if (silent) { return false; }
    var answer;
    try {
      answer = second === undefined ? api[name](first) : api[name](first, second);
    } catch (error) { return problem(name); }
    return String(answer) === 'true' ? true : problem(first ? name + ' ' + first : name);
  }

  function get(name) {
    if (silent) { return ''; }
    try { return String(api.LMSGetValue(name) || ''); } catch (error) { return ''; }
  }

  function two(number) { return ('0' + number).slice(-2); }

  function timespan(milliseconds) {
    var seconds = Math.floor(milliseconds / 1000);
    return ('000' + Math.floor(seconds / 3600)).slice(-4) + ':' + two(Math.floor(seconds / 60) % 60) +
      ':' + two(seconds % 60) + '.00';
  }

  function tally() {                             // {asked, right, answered: any at all}
    var found = { asked: 0, right: 0, answered: false };
    route.pages.forEach(function (page) {
      found.asked += route.questions[page] || 0;
      found.right += Math.min(state.right[page] || 0, route.questions[page] || 0);
      found.answered = found.answered || state.right[page] !== undefined;
    });
    return found;
  }

  function done() { return route.pages.every(function (page) { return state.seen[page]; }); }

  function score() {
    var found = tally(), asked = found.asked, answered = found.answered;
    return asked && answered ? Math.round(100 * found.right / asked) : null;   // none before the first answer
  }

  function packed() {                            // pages by number: at most 4,096 characters are kept
    return JSON.stringify(route.pages.map(function (page) {
      return state.right[page] === undefined ? [state.seen[page] ? 1 : 0] : [state.seen[page] ? 1 : 0, state.right[page]];
    }));
  }

  function unpack(text) {
    try {
      JSON.parse(text).forEach(function (kept, number) {
        var page = route.pages[number];
        if (page && kept[0]) { state.seen[page] = true; }
        if (page && kept[1] >= 0) { state.right[page] = kept[1]; }
      });
    } catch (error) { /* nothing kept yet, or not by this course */ }
  }

  function show() {
    var read = route.pages.filter(function (page) { return state.seen[page]; }).length;
    say('progress', read + ' of ' + route.pages.length + ' pages opened' + (done() ? ': complete' : '') + '.' +
      (score() === null ? '' : ' Right at first try: ' + tally().right + ' of ' + tally().asked + ' questions.'));
  }

  function record() {
    show();
    if (silent) { return; }
    call('LMSSetValue', 'cmi.suspend_data', packed());
    if (score() !== null) {
      call('LMSSetValue', 'cmi.core.score.min', '0');
      call('LMSSetValue', 'cmi.core.score.max', '100');
      call('LMSSetValue', 'cmi.core.score.raw', String(score()));
    }
    if (!complete) { call('LMSSetValue', 'cmi.core.lesson_status', done() ? 'completed' : 'incomplete'); }
    complete = complete || done();
    call('LMSCommit', '');
  }

  function here() {
    var address;
    try { address = decodeURIComponent(frame.contentWindow.location.pathname); } catch (error) { return ''; }
    return route.pages.filter(function (page) { return address.slice(-page.length - 1) === '/' + page; })[0] || '';
  }

  function finish() {
    if (silent) { return; }
    call('LMSSetValue', 'cmi.core.session_time', timespan(Date.now() - began));
    call('LMSSetValue', 'cmi.core.exit', 'suspend');   // a reader may come back to any page
    call('LMSCommit', '');
    call('LMSFinish', '');
    silent = true;
  }

  api = find(window);
  if (!api) { try { api = window.opener && find(window.opener); } catch (error) { api = null; } }
  if (api) {
    silent = false;
    if (!call('LMSInitialize', '')) { silent = true; }
  } else {
    say('problem', window.location.protocol === 'file:' ? '' :
      'No learning platform answers here: you can read, and nothing is recorded.');
  }
  if (!silent) {
    complete = /^(completed|passed)$/.test(get('cmi.core.lesson_status'));
    unpack(get('cmi.suspend_data'));
    var last = get('cmi.core.lesson_location');
    if (route.pages.indexOf(last) > 0) { frame.setAttribute('data-resumed', ''); frame.src = 'book/' + last; }
    document.getElementById('leave').hidden = false;
  }
  function openedPage() {
    var page = here();
    if (!page) { return; }
    state.seen[page] = true;
    call('LMSSetValue', 'cmi.core.lesson_location', page);
    record();
  }
  frame.addEventListener('load', openedPage);
  try {                                          // the first page may have come before this script
    if (!frame.hasAttribute('data-resumed') && frame.contentDocument.readyState === 'complete') { openedPage(); }
  } catch (error) { /* a sandboxed frame */ }
  window.addEventListener('message', function (event) {
    var told = event.data;
    if (event.source !== frame.contentWindow || !told || told.type !== 'book-score') { return; }
    var page = here();
    if (!page || !(told.right >= 0)) { return; }
    state.right[page] = Math.max(state.right[page] || 0, Math.floor(told.right));
    record();
  });
  document.getElementById('leave').addEventListener('click', function () {
    finish();
    document.getElementById('leave').hidden = true;
    say('progress', 'Saved. You can close this window.');
  });
  window.addEventListener('pagehide', finish);
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) { window.location.reload(); }   // come back to after the platform was told of the end
  });
  show();
})();
