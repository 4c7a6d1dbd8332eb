// Runs once, as the drawer's `js_on_load`. Everything on the page that can be clicked is found
// by class when it is clicked, because Gradio redraws the columns while an answer streams in.
// Given by Gradio: element, trigger, server.
const only = document.createElement("style");
document.head.appendChild(only);
const dialog = element.querySelector("dialog");
const body = element.querySelector(".drawer-text");
const quiet = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const glide = (target, block) =>
  target.scrollIntoView({ behavior: quiet() ? "auto" : "smooth", block });
let seen = 0; // the newest turn that has been brought to the front
let follow = 0; // the number of turns when the column was last scrolled
let opener = null;

function show(turn) {
  only.textContent = `[data-evidence]:not([data-evidence="${turn}"]) { display: none }`;
}

function newest() {
  const turns = [...document.querySelectorAll("[data-evidence]")];
  return Math.max(0, ...turns.map((section) => Number(section.dataset.evidence)));
}

function lead(marker) {
  show(Number(marker.dataset.turn));
  const card = document.getElementById(`card-${marker.dataset.turn}-${marker.dataset.n}`);
  if (!card) return;
  document.querySelectorAll(".card.lit").forEach((other) => other.classList.remove("lit"));
  card.classList.add("lit");
  card.focus({ preventScroll: true });
  glide(card, window.innerWidth < 900 ? "start" : "nearest");
}

async function open(place, from) {
  opener = from;
  body.textContent = "Opening the statement …";
  if (!dialog.open) dialog.showModal();
  const { statement, paragraph, start, end, sha256 } = place.dataset;
  try {
    // The server escapes every character that comes from the record.
    body.innerHTML = await server.read_statement({
      statement,
      paragraph: paragraph ? Number(paragraph) : null,
      start: start ? Number(start) : null,
      end: end ? Number(end) : null,
      sha256: sha256 || null,
    });
  } catch (error) {
    body.textContent = "The statement could not be fetched. Is the program still running?";
    return;
  }
  const here = body.querySelector("mark") || body.querySelector("#here");
  (here || body).scrollIntoView({ block: here ? "center" : "start" });
}

// Asks the server to change the statement that is open; shows it as it is then, or why it is not.
async function change(button, request) {
  const trouble = button.closest("details").querySelector(".trouble");
  const { id } = body.querySelector(".reading").dataset;
  button.disabled = true;
  trouble.textContent = "";
  try {
    const reply = await request(id);
    if (reply.trouble) trouble.textContent = reply.trouble;
    else {
      const seen = [...body.querySelectorAll("details.origins[open]")].length;
      body.innerHTML = reply.shown;
      const details = body.querySelector("details.origins");
      if (details && seen) details.open = true;
      body.focus({ preventScroll: true });
      trigger("amended", {});
    }
  } catch (error) {
    trouble.textContent = "The record could not be reached. Is the program still running?";
  }
  button.disabled = false;
}

function fix(button, undo) {
  const form = button.closest(".fix");
  const who = form.querySelector(".who").value;
  try {
    localStorage.setItem("onrecord-who", who);
  } catch (refused) {} // a private window keeps nothing
  return change(button, (statement) =>
    server.correct_statement({
      statement,
      field: form.dataset.field,
      voice: Number(form.dataset.voice),
      value: undo ? null : form.querySelector(".value").value,
      who,
    })
  );
}

async function copy(button) {
  const words = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(words);
  } catch (refused) {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const label = button.textContent;
  if (label === "Copied") return;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1600);
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest && event.target.closest(selector);
  const marker = hit("button.cite");
  if (marker) return lead(marker);
  const pasted = hit("[data-copy]");
  if (pasted) return void copy(pasted);
  const drop = hit("button.drop");
  if (drop) {
    return trigger("drop", {
      turn: Number(drop.dataset.turn),
      field: drop.dataset.field,
      value: drop.dataset.value,
    });
  }
  const example = hit("button.example");
  if (example) {
    // An example may stand in another tab; its answer appears in the first.
    document.querySelector('#tabs button[role="tab"]').click();
    return trigger("example", { question: example.dataset.question });
  }
  const back = hit("button.back");
  if (back) return glide(document.getElementById(`turn-${back.dataset.turn}`), "start");
  const page = hit("button.browse");
  if (page) {
    return trigger("browse", {
      page: Number(page.dataset.page),
      order: page.dataset.order,
      down: page.dataset.down === "1",
    });
  }
  if (hit("button.save")) return void fix(event.target);
  if (hit("button.undo")) return void fix(event.target, true);
  if (hit("button.remove")) {
    return void change(event.target, (statement) => server.remove_statement({ statement }));
  }
  if (hit(".drawer-close") || event.target === dialog) return dialog.close();
  const place = hit("[data-statement]");
  const reading = String(window.getSelection()) !== "" && !hit("button.open");
  if (place && !reading) open(place, hit("button.open") || place);
});

dialog.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && event.target.closest("input") && event.target.closest(".fix");
  if (form) form.querySelector(".save").click();
});

// A form that is opened knows the name of who corrected last.
dialog.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open || !event.target.matches(".fix")) return;
    const who = event.target.querySelector(".who");
    try {
      who.value = who.value || localStorage.getItem("onrecord-who") || "";
    } catch (refused) {}
    event.target.querySelector(".value").focus();
  },
  true
);

dialog.addEventListener("close", () => opener && opener.focus({ preventScroll: true }));

// A new question brings its own evidence to the front and itself into view.
new MutationObserver(() => {
  const last = newest();
  if (last !== seen) show((seen = last));
  const turns = document.querySelectorAll(".turn");
  if (turns.length === follow) return;
  follow = turns.length;
  const turn = turns[follow - 1];
  const column = document.getElementById("conversation");
  if (!turn || !column) return;
  if (column.scrollHeight > column.clientHeight) {
    const down = turn.getBoundingClientRect().top - column.getBoundingClientRect().top;
    column.scrollBy({ top: down - 12, behavior: quiet() ? "auto" : "smooth" });
  } else glide(turn, "nearest");
}).observe(document.body, { childList: true, subtree: true });
