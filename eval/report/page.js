"use strict";
(() => {
  const root = document.documentElement;
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const open = () => {
    const aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const inside = aim && aim.closest("details");
    if (inside) inside.open = true;
  };
  addEventListener("hashchange", open);
  open();

  const form = document.getElementById("filter");
  if (!form) return;
  form.hidden = false;
  const cases = [...document.querySelectorAll("details.case")];
  const said = new Map(cases.map((one) => [one, one.textContent.toLowerCase()]));
  const chips = [...form.querySelectorAll(".chip")];
  const category = document.getElementById("category");
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const all = document.getElementById("open-all");
  const apply = () => {
    const wanted = chips.filter((c) => c.getAttribute("aria-pressed") === "true").map((c) => c.dataset.outcome);
    const asked = words.value.trim().toLowerCase();
    let number = 0;
    for (const one of cases) {
      const fits =
        (!wanted.length || wanted.includes(one.dataset.outcome)) &&
        (!category.value || category.value === one.dataset.category) &&
        (!asked || said.get(one).includes(asked));
      one.hidden = !fits;
      number += fits ? 1 : 0;
    }
    shown.textContent = `${number} of ${cases.length} shown`;
  };
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  category.addEventListener("change", apply);
  words.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  all.addEventListener("click", () => {
    const visible = cases.filter((one) => !one.hidden);
    const closed = visible.some((one) => !one.open);
    for (const one of visible) one.open = closed;
  });
  apply();
})();
