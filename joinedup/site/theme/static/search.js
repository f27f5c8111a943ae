// Sphinx puts the titles of what it found into the page as HTML. A page's title is HTML in its index, but
// a section's is plain text, which is made HTML here.
"use strict";
(() => {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const asHtml = (text) => text.replace(/[&<>]/g, (mark) => marks[mark]);
  const search = Search._performSearch;
  Search._performSearch = (...query) => {
    const { docnames, titles } = Search._index;
    return search(...query).map(([page, title, ...others]) => {
      const own = titles[docnames.indexOf(page)];
      const known = title.startsWith(own) ? own.length : 0;
      return [page, title.slice(0, known) + asHtml(title.slice(known)), ...others];
    });
  };
})();
