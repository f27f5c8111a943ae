/* What draws a live chart: those parts of Vega that a compiled chart uses, bundled once when the book is built.
   Pages hold compiled Vega, so Vega-Lite, Vega-Embed, maps and networks, which would double it, stay out.
   The parts are named as the pinned vl-convert-python holds them: another version may hold others. */
import { parse } from "/npm/vega-parser@7.1.0/+esm";
import { View } from "/npm/vega-view@6.1.0/+esm";
import { transforms } from "/npm/vega-dataflow@6.1.0/+esm";
import * as ofData from "/npm/vega-transforms@5.1.0/+esm";
import * as ofViews from "/npm/vega-view-transforms@5.1.0/+esm";
import * as ofScales from "/npm/vega-encode@5.1.0/+esm";
import { expressionInterpreter } from "/npm/vega-interpreter@2.0.0/+esm";
import { Handler } from "/npm/vega-tooltip@1.0.0/+esm";

Object.assign(transforms, ofData, ofViews, ofScales);

window.drawLive = function (place, spec) { /* a promise of the chart's view, drawn in an element */
  var view = new View(parse(spec, {}, { ast: true }), { /* as a tree, so that no text is run as code */
    expr: expressionInterpreter,
    renderer: "svg",
    logLevel: 1, /* a gap in the data is not worth a warning */
    tooltip: new Handler({ theme: "custom", disableDefaultStyle: true }).call,
    hover: true,
  });
  var room = document.createElement("div"), plot = document.createElement("div"), controls = document.createElement("form");
  room.className = "room"; /* in which a chart of large letters scrolls; its controls do not */
  plot.className = "plot";
  room.append(plot);
  controls.className = "vega-bindings";
  place.append(room, controls);
  return view.initialize(plot, controls).runAsync();
};
