
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = document.getElementById("chart");
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const tables = data.lines.map((line) => [line.x, line.median, line.p99]);
  const joined = uPlot.join(tables);
  const values = data.lines.flatMap((line) => line.p99).filter((v) => v > 0).sort((a, b) => a - b);
  const wide = values.length > 1 && values[values.length - 1] > 20 * values[values.length >> 1];
  const shown = (u, v) => (v == null ? "–" : v.toFixed(v < 10 ? 2 : 0) + " ms");

  const series = [{ label: data.seconds, value: (u, v) => (v == null ? "–" : v.toFixed(2)) }];
  for (const line of data.lines) {
    const stroke = () => colour(line.colour);
    series.push({ label: line.label + ", " + data.median, stroke, width: 2, value: shown, points: { size: 4 } });
    series.push({ label: "99 %", stroke, width: 1, dash: [4, 4], value: shown, points: { show: false } });
  }

  function draw(u) {
    const ctx = u.ctx;
    const ratio = devicePixelRatio;
    const top = u.bbox.top;
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.font = 12 * ratio + "px system-ui, sans-serif";
    for (const x of data.marks) {
      const at = u.valToPos(x, "x", true);
      ctx.strokeStyle = ctx.fillStyle = colour("ink");
      ctx.beginPath();
      ctx.moveTo(at, top);
      ctx.lineTo(at, top + u.bbox.height);
      ctx.stroke();
      const room = u.bbox.left + u.bbox.width - at > 60 * ratio;
      ctx.textAlign = room ? "left" : "right";
      ctx.fillText(data.mark, at + (room ? 4 : -4) * ratio, top + 12 * ratio);
    }
    ctx.lineWidth = 2 * ratio;
    ctx.setLineDash([]);
    for (const failure of data.failures) {
      const at = u.valToPos(failure.x, "x", true);
      const y = top + 24 * ratio;
      const r = 4 * ratio;
      ctx.strokeStyle = colour(failure.lost ? "bad" : "warn");
      ctx.beginPath();
      if (failure.lost) {
        ctx.moveTo(at - r, y - r);
        ctx.lineTo(at + r, y + r);
        ctx.moveTo(at + r, y - r);
        ctx.lineTo(at - r, y + r);
      } else {
        ctx.moveTo(at, y - r);
        ctx.lineTo(at + r, y + r);
        ctx.lineTo(at - r, y + r);
        ctx.closePath();
      }
      ctx.stroke();
    }
    ctx.restore();
  }

  const axis = { stroke: () => colour("faint"), grid: { stroke: () => colour("line"), width: 1 },
    ticks: { stroke: () => colour("line") } };
  const chart = new uPlot({
    width: place.clientWidth,
    height: 320,
    scales: { x: { time: false }, y: wide ? { distr: 3 } : { range: (u, low, high) => [0, (high || 1) * 1.25] } },
    series,
    axes: [
      { ...axis, values: (u, ticks) => ticks.map((t) => t + " s") },
      { ...axis, size: 72, values: (u, ticks) => ticks.map((t) => (t == null ? "" : t + " ms")) },
    ],
    cursor: { drag: { x: false, y: false } },
    hooks: { draw: [draw] },
  }, joined, place);

  const fit = () => chart.setSize({ width: place.clientWidth, height: 320 });
  addEventListener("resize", fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
  let opened = [];
  addEventListener("beforeprint", () => {
    root.classList.add("print");
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((d) => { d.open = true; });
    chart.redraw();
  });
  addEventListener("afterprint", () => {
    root.classList.remove("print");
    opened.forEach((d) => { d.open = false; });
    chart.redraw();
  });
})();
