// A code as a picture for scanners, by lean-qr. Who has it can use it: it is drawn here, and sent nowhere.
"use strict";

const MARGIN = 4; // Modules of blank that a QR code must have around it.
const encoder = import("/shop/lean-qr.js");
const pictures = new Map();

// A frame that the picture comes into; an old browser leaves it out.
function pictureOf(code) {
  const frame = node("div", { className: "qr", role: "img", ariaLabel: t("scan") });
  if (!pictures.has(code)) pictures.set(code, encoder.then(({ generate }) => drawn(generate(code))));
  pictures.get(code).then(picture => frame.append(picture.cloneNode(true)), () => frame.remove());
  return frame;
}

function drawn(modules) {
  const size = modules.size + 2 * MARGIN;
  const rows = [...Array(modules.size).keys()];
  const dark = rows.flatMap(y => rows.filter(x => modules.get(x, y)).map(x => `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`));
  const [svg, path] = ["svg", "path"].map(name => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}
