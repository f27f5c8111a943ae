/* A Word document made on the reader's device: the smallest set of parts that ECMA-376 asks for, in a zip
   without compression (PKWARE's APPNOTE). Asked for only when a reader saves one. */
(function () {
  "use strict";
  var MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  var PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
  var TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  var HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  var BOLD = "<w:rPr><w:b/></w:rPr>";
  var LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>';
  function escaped(text) {
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }
  function run(text, look) {
    return text.split("\n").map(function (line, at) {
      return "<w:r>" + look + (at ? "<w:br/>" : "") + '<w:t xml:space="preserve">' + escaped(line) + "</w:t></w:r>";
    }).join("");
  }
  function paragraph(text, style, look) {
    return "<w:p>" + (style ? '<w:pPr><w:pStyle w:val="' + style + '"/></w:pPr>' : "") + run(text, look || "") + "</w:p>";
  }
  function table(rows, heads) { /* heads: how many rows at the top name the columns, again on every page */
    var most = rows.reduce(function (widest, row) { return Math.max(widest, row.length); }, 1), width = Math.floor(9000 / most);
    var edges = ["top", "left", "bottom", "right", "insideH", "insideV"].map(function (edge) {
      return "<w:" + edge + ' w:val="single" w:sz="4" w:space="0" w:color="808080"/>';
    }).join("");
    var grid = new Array(most + 1).join('<w:gridCol w:w="' + width + '"/>');
    return '<w:tbl><w:tblPr><w:tblW w:w="' + width * most + '" w:type="dxa"/><w:tblBorders>' + edges + "</w:tblBorders></w:tblPr><w:tblGrid>" + grid + "</w:tblGrid>" +
      rows.map(function (row, at) {
        var head = at < (heads || 0);
        return "<w:tr>" + (head ? "<w:trPr><w:tblHeader/></w:trPr>" : "") + row.map(function (cell) {
          return '<w:tc><w:tcPr><w:tcW w:w="' + width + '" w:type="dxa"/></w:tcPr>' + paragraph(cell, "", head ? BOLD : "") + "</w:tc>";
        }).join("") + "</w:tr>";
      }).join("") + "</w:tbl>" + paragraph("");
  }
  function body(blocks) {
    return blocks.map(function (block) {
      if (block[0] === "title") return paragraph(block[1], "Heading1");
      if (block[0] === "heading") return paragraph(block[1], "Heading2");
      if (block[0] === "item") return paragraph(block[1], "ListBullet");
      if (block[0] === "table") return table(block[1], block[2]);
      return paragraph(block[1], "", block[0] === "strong" ? BOLD : "");
    }).join("");
  }
  function style(id, name, size, extra, plain) {
    return '<w:style w:type="paragraph" w:styleId="' + id + '"' + (id === "Normal" ? ' w:default="1"' : "") + '><w:name w:val="' + name + '"/>' +
      (id === "Normal" ? "" : '<w:basedOn w:val="Normal"/>') + '<w:qFormat/><w:pPr>' + (plain ? extra : "") + '<w:spacing w:after="120"/>' + (plain ? "" : extra || "") + '</w:pPr><w:rPr>' +
      (id === "Normal" ? '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>' : plain ? "" : "<w:b/>") + '<w:sz w:val="' + size + '"/><w:lang w:val="en-GB"/></w:rPr></w:style>';
  }
  function parts(blocks) {
    return {
      "[Content_Types].xml": HEAD + '<Types xmlns="' + PACKAGE + 'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="' + TYPE + 'document.main+xml"/>' +
        '<Override PartName="/word/styles.xml" ContentType="' + TYPE + 'styles+xml"/><Override PartName="/word/numbering.xml" ContentType="' + TYPE + 'numbering+xml"/></Types>',
      "_rels/.rels": HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
      "word/_rels/document.xml.rels": HEAD + '<Relationships xmlns="' + PACKAGE + 'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>' +
        '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>',
      "word/styles.xml": HEAD + '<w:styles xmlns:w="' + MAIN + '">' + style("Normal", "Normal", 22) + style("Heading1", "heading 1", 32, '<w:outlineLvl w:val="0"/>') +
        style("Heading2", "heading 2", 26, '<w:outlineLvl w:val="1"/>') + style("ListBullet", "List Bullet", 22, LISTED, true) + "</w:styles>",
      "word/numbering.xml": HEAD + '<w:numbering xmlns:w="' + MAIN + '"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/>' +
        '<w:pPr><w:ind w:left="425" w:hanging="283"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
      "word/document.xml": HEAD + '<w:document xmlns:w="' + MAIN + '"><w:body>' + body(blocks) + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    };
  }

  /* ---- the zip ---- */
  var TABLE = Array.from({ length: 256 }, function (_, byte) {
    for (var bit = 0; bit < 8; bit += 1) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
    return byte >>> 0;
  });
  function crc32(bytes) {
    var crc = 0xffffffff;
    bytes.forEach(function (byte) { crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8); });
    return (crc ^ 0xffffffff) >>> 0;
  }
  function packed(fields) { /* [size in bytes, number] in little-endian order */
    var all = [];
    fields.forEach(function (field) { for (var at = 0; at < field[0]; at += 1) all.push((field[1] >>> (8 * at)) & 255); });
    return new Uint8Array(all);
  }
  function zip(files) {
    var encoder = new TextEncoder(), pieces = [], directory = [], offset = 0, listed = 0;
    Object.keys(files).forEach(function (path) {
      var name = encoder.encode(path), bytes = encoder.encode(files[path]);
      /* version 2.0, names in UTF-8, stored, dated the first day that zip can name: 1 January 1980 */
      var common = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, name.length], [2, 0]];
      var local = packed([[4, 0x04034b50]].concat(common));
      var entry = packed([[4, 0x02014b50], [2, 20]].concat(common, [[2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]));
      pieces.push(local, name, bytes);
      directory.push(entry, name);
      offset += local.length + name.length + bytes.length;
      listed += entry.length + name.length;
    });
    var count = Object.keys(files).length;
    var end = packed([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listed], [4, offset], [2, 0]]);
    return new Blob(pieces.concat(directory, [end]), { type: TYPE + "document" });
  }
  window.wordDocument = function (blocks) { return zip(parts(blocks)); };
})();
