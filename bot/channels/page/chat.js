"use strict";

// The page's side of the chat. All text of an answer becomes text nodes: nothing that was said is ever read as HTML.

const ANSWER_WITHIN = 20000;
// The last of them is an own page from which a file is fetched.
const LINK = /https?:\/\/[^\s<>"'()[\]{}]+[^\s<>"'()[\]{}.,;:!?…·。]|\b0\d{1,2}-\d{3,4}-\d{4}\b|\b1[5-9]\d{2}-\d{4}\b|\/files\/[0-9a-f]{48}(?:\?lang=en)?/g;

const at = (id) => document.getElementById(id);
const scroll = at("scroll");
const log = at("log");
const typing = at("typing");
const text = at("text");

let words = JSON.parse(document.body.dataset.words);
let state = { demo: false, roles: false, today: "", as_of: null, open_day: "", language: document.documentElement.lang };
let waiting = false;

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function linked(content) {
  const nodes = [];
  let from = 0;
  for (const found of content.matchAll(LINK)) {
    nodes.push(content.slice(from, found.index));
    const link = make("a", "", found[0]);
    if (found[0].startsWith("http") || found[0].startsWith("/files/")) {
      link.href = found[0];
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    } else {
      link.href = `tel:${found[0].replaceAll("-", "")}`;
    }
    nodes.push(link);
    from = found.index + found[0].length;
  }
  nodes.push(content.slice(from));
  return nodes;
}

// --- what is shown

function paragraph(part) {
  return make("p", "paragraph", ...linked(part.text));
}

function headed(part, body) {
  return part.heading ? make("div", "", make("h3", "heading", part.heading), body) : body;
}

function rows(part) {
  const table = make("dl", "rows");
  for (const { label, value } of part.rows) {
    const row = make("div", label ? "row" : "row bare");
    if (label) row.append(make("dt", "", label));
    row.append(make("dd", "", ...linked(value)));
    table.append(row);
  }
  return headed(part, table);
}

function listing(part) {
  const list = make("ol", "list");
  list.start = part.first_number;
  list.setAttribute("role", "list");
  part.items.forEach((item, index) => {
    const number = make("span", "number", String(part.first_number + index));
    const body = make("span", "item-text", make("span", "item-title", item.title));
    if (item.description) body.append(make("span", "item-description", item.description));
    const entry = make(item.command ? "button" : "div", "item", number, body);
    if (item.command) {
      entry.type = "button";
      entry.addEventListener("click", () => say(item.title, item.command));
    }
    list.append(make("li", "", entry));
  });
  return headed(part, list);
}

const draw = { paragraph, rows, listing };

function card(reply) {
  const shown = make("div", "card");
  if (reply.title) shown.append(make("p", "title", reply.title));
  shown.append(make("p", "lead", ...linked(reply.lead)));
  for (const part of reply.parts) shown.append(draw[part.kind](part));
  if (reply.source) shown.append(make("p", "source", ...linked(reply.source)));
  return shown;
}

function choices(reply) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.choices);
  for (const { label, command } of reply.choices) {
    const button = make("button", "choice", label);
    button.type = "button";
    button.addEventListener("click", () => say(label, command));
    group.append(button);
  }
  return reply.choices.length ? [group] : [];
}

// Only the conversation scrolls: scrollIntoView would also move the page itself, whose header and input stay in place.
function reveal(element, edge) {
  const margin = 16;
  const inner = element.getBoundingClientRect();
  const outer = scroll.getBoundingClientRect();
  scroll.scrollTop += edge === "start" ? inner.top - outer.top - margin : inner.bottom - outer.bottom + margin;
}

function showMine(content) {
  const shown = make("article", "mine", make("h2", "who", words.you), make("p", "bubble", content));
  log.append(shown);
  reveal(shown, "end");
}

function showAnswer(body, mine) {
  const shown = make("article", "answer", make("h2", "who", words.bot));
  for (const reply of body.replies) shown.append(card(reply), ...choices(reply));
  shown.lang = body.language;
  shown.tabIndex = -1;
  log.append(shown);
  // A long answer is read from its beginning: the question stays in sight at the top, whatever is below.
  const first = mine ?? shown;
  const tall = shown.getBoundingClientRect().bottom - first.getBoundingClientRect().top > scroll.clientHeight - 32;
  if (tall) reveal(first, "start");
  else scroll.scrollTop = scroll.scrollHeight;
  return shown;
}

function showTrouble(sentence, again) {
  const shown = make("div", "trouble", make("span", "", sentence));
  shown.id = "trouble";
  shown.setAttribute("role", "alert");
  if (again) {
    const button = make("button", "retry", words.retry);
    button.type = "button";
    button.addEventListener("click", again);
    shown.append(button);
  }
  log.append(shown);
  reveal(shown, "end");
}

function showDay() {
  const date = state.as_of ?? state.today;
  at("day").hidden = !(state.demo || state.as_of);
  at("day").classList.toggle("moved", Boolean(state.as_of));
  at("day-date").textContent = state.as_of ? date : `${date} (${words.day_today})`;
  at("day-date").dateTime = date;
  at("day").title = state.as_of ? words.day_as_of : "";
  at("open-day").setAttribute("aria-pressed", String(state.as_of === state.open_day));
  at("today").setAttribute("aria-pressed", String(!state.as_of));
}

function showState() {
  document.documentElement.lang = state.language;
  document.title = words.name;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", words[element.dataset.wordLabel]);
  }
  for (const element of document.querySelectorAll("[data-word-placeholder]")) {
    element.placeholder = words[element.dataset.wordPlaceholder];
  }
  at("demo").hidden = !state.demo;
  at("roles").hidden = !state.roles;
  showDay();
}

function setWaiting(now) {
  waiting = now;
  at("send").disabled = now;
  for (const button of document.querySelectorAll(".choice, .item, .small")) {
    if (button instanceof HTMLButtonElement) button.disabled = now;
  }
  if (now) {
    const dots = make("span", "dots", make("span"), make("span"), make("span"));
    dots.setAttribute("aria-hidden", "true");
    typing.replaceChildren(dots, words.typing);
  } else {
    typing.replaceChildren();
  }
}

// --- what is sent

class Refusal extends Error {
  constructor(sentence, final) {
    super(sentence);
    this.final = final;
  }
}

async function call(path, content) {
  const response = await fetch(`${path}?lang=${state.language}`, {
    method: content ? "POST" : "GET",
    headers: content ? { "Content-Type": "application/json" } : {},
    body: content ? JSON.stringify(content) : undefined,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error ?? words.failed, response.status < 500);
  return answer;
}

async function loadState(language) {
  state.language = language;
  state = await call("/web/state");
  words = state.words;
  showState();
}

function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(content, choice, shown = content) {
  if (waiting || !content.trim()) return false;
  // What an earlier answer offered is not offered any more; a list stays, it is part of what was said.
  for (const old of document.querySelectorAll(".choices")) old.remove();
  showMine(shown);
  send({ id: freshId(), text: content, ...(choice ? { choice } : {}) }, log.lastElementChild, document.activeElement !== text);
  return true;
}

async function send(message, mine, focusAnswer) {
  at("trouble")?.remove();
  setWaiting(true);
  reveal(typing, "end");
  let shown = null;
  try {
    const { messages, as_of: day } = await call("/web/message", message);
    const language = messages.at(-1)?.language ?? state.language;
    if (language !== state.language) await loadState(language).catch(() => undefined);
    state.as_of = day;
    setWaiting(false);
    for (const body of messages) shown = showAnswer(body, mine);
    showDay();
  } catch (error) {
    setWaiting(false);
    const told = error instanceof Refusal;
    // The same id goes out again: what did arrive the first time is answered from what was kept, and not done twice.
    const again = told && error.final ? null : () => send(message, mine, true);
    showTrouble(told ? error.message : words.failed, again);
  }
  if (shown && focusAnswer) shown.focus({ preventScroll: true });
}

async function takeRole(role) {
  if (waiting) return;
  at("trouble")?.remove();
  setWaiting(true);
  try {
    const { said } = await call("/web/role", { role });
    for (const button of document.querySelectorAll("[data-role]")) {
      button.setAttribute("aria-pressed", String(button.dataset.role === role));
    }
    log.append(make("p", "note", said));
    scroll.scrollTop = scroll.scrollHeight;
  } catch (error) {
    showTrouble(error instanceof Refusal ? error.message : words.failed, null);
  } finally {
    setWaiting(false);
  }
}

function fitText() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (say(text.value)) {
    text.value = "";
    fitText();
  }
  text.focus();
});

text.addEventListener("input", fitText);

text.addEventListener("keydown", (event) => {
  // While a Korean syllable is being composed, Enter ends the syllable and does not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    at("composer").requestSubmit();
  }
});

for (const button of document.querySelectorAll(".suggestion")) {
  button.addEventListener("click", () => say(button.textContent));
}
at("open-day").addEventListener("click", () => say(`/asof ${state.open_day}`, null, words.ask_open_day));
at("today").addEventListener("click", () => say("/asof now", null, words.ask_today));
for (const button of document.querySelectorAll("[data-role]")) {
  button.addEventListener("click", () => takeRole(button.dataset.role));
}

loadState(state.language).catch(() => showTrouble(words.failed, null));
