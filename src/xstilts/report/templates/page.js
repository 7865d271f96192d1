// Draws the charts in the page's theme, and sorts and filters the table of scores. Plain, no library but Vega.
"use strict";
(() => {
  const { specs, themes } = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const printing = matchMedia("print");
  const views = new Map();

  async function draw() {
    const theme = dark.matches && !printing.matches ? themes.dark : themes.light;
    for (const place of document.querySelectorAll("[data-chart]")) {
      const name = place.dataset.chart;
      const options = {
        config: { ...theme, background: "transparent" },
        renderer: "svg",
        actions: { export: true, source: false, compiled: false, editor: false },
        downloadFileName: name,
        tooltip: { theme: theme === themes.dark ? "dark" : "light" },
      };
      views.get(name)?.finalize();
      views.set(name, await vegaEmbed(place, specs[name], options));
    }
    document.documentElement.dataset.drawn = "yes";
  }

  function scores() {
    const table = document.getElementById("scores");
    if (!table) return;
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase(), cells: new Set([...row.cells].map((cell) => cell.textContent.toLowerCase())) }));
    const filter = document.getElementById("filter");
    const count = document.getElementById("count");
    const show = () => {
      // A word that is a whole cell somewhere (such as "de") must be one in the row; any other may be a part.
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const whole = new Set(words.filter((word) => rows.some(({ cells }) => cells.has(word))));
      let shown = 0;
      for (const { row, text, cells } of rows) {
        const hit = words.every((word) => (whole.has(word) ? cells.has(word) : text.includes(word)));
        row.hidden = !hit;
        shown += hit;
      }
      count.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} scores`;
    };
    filter.addEventListener("input", show);
    show();
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.firstElementChild.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const text = ({ row }) => row.cells[column].textContent;
        const order = heading.classList.contains("num") ? (a, b) => Number(text(a)) - Number(text(b)) : (a, b) => text(a).localeCompare(text(b), "en");
        rows.sort((a, b) => (down ? -1 : 1) * order(a, b));
        body.append(...rows.map(({ row }) => row));
      });
    });
  }

  scores();
  draw();
  dark.addEventListener("change", draw);
  printing.addEventListener("change", draw);
})();
