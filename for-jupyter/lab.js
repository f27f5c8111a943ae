// What the book adds to JupyterLab, without a build step: a link such as data/figures.csv#b001 opens
// the table at that row, the bars that stand for hidden cells are quiet, and Run All opens no solution.
(function () {
  "use strict";

  const QUIET = `
    .jp-InputPlaceholder > .jp-Placeholder-content,
    .jp-OutputPlaceholder > .jp-Placeholder-content { background: none; border-color: transparent; padding: 0 6px }
    .jp-InputPlaceholder .jp-PlaceholderText { display: none }`;
  const PATIENCE = 60000; // milliseconds: reading a long table stops everything for a while

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // The place of the row with this id, which begins its line; a line end inside quotes ends no row.
  function place(text, id) {
    let row = 0;
    for (const line of text.replace(/"[^"]*"/g, "").split(/\r?\n/)) {
      if (line.split(",", 1)[0] === id) return row - 1; // the first line is the header
      row++;
    }
    return -1;
  }

  async function lead(panel, id) {
    await panel.context.ready;
    const row = place(panel.context.model.toString(), id);
    if (row < 0) return; // no such row: the table stays open at its top
    await panel.content.revealed;
    // A view has its grid, and the grid its rows, some time after it says that it is ready.
    for (const start = Date.now(); Date.now() - start < PATIENCE; await pause(100)) {
      const grid = panel.content._grid;
      if (!grid || !grid.selectionModel || grid.dataModel.rowCount("body") <= row) continue;
      const last = grid.dataModel.columnCount("body") - 1;
      const region = { r1: row, r2: row, c1: 0, c2: last, cursorRow: row, cursorColumn: 0 };
      grid.selectionModel.select({ ...region, clear: "all" });
      grid.scrollToRow(row);
      return;
    }
  }

  // Running a cell opens its output. That of a solution whose code is closed is closed again.
  function keepClosed(notebook) {
    for (const model of notebook.model.cells) {
      if (!(model.getMetadata("tags") || []).includes("hide-cell")) continue;
      model.stateChanged.connect((_, change) => {
        if (change.name !== "executionCount" || !change.newValue) return;
        const cell = notebook.widgets.find((each) => each.model === model);
        if (cell && cell.inputHidden) cell.outputHidden = true;
      });
    }
  }

  const plugin = {
    id: "joinedup:rows",
    description: "A number's link opens its row, and hidden cells keep quiet and closed.",
    autoStart: true,
    activate(app) {
      const style = document.createElement("style");
      style.textContent = QUIET;
      document.head.append(style);
      app.docRegistry.addWidgetExtension("CSVTable", {
        createNew(panel) {
          const ordinary = panel.setFragment.bind(panel);
          panel.setFragment = (fragment) => {
            if (/^#[a-z0-9_]+$/.test(fragment)) void lead(panel, fragment.slice(1));
            else ordinary(fragment);
          };
        },
      });
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew(panel) {
          void panel.context.ready.then(() => keepClosed(panel.content));
        },
      });
    },
  };

  const extension = { default: plugin, __esModule: true };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.joinedup = {
    init: () => undefined,
    get: async (name) => {
      if (name !== "./extension") throw new Error(`no module ${name} in joinedup`);
      return () => extension;
    },
  };
})();
