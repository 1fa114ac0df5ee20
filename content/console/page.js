// The landing page: sign in, the queue, an incident told, the events that its clauses cite. Log text is
// hostile: it only ever becomes text nodes.
"use strict";

const at = (id) => document.getElementById(id);
let csrf = "";
let next = "";

function element(name, text, className) {
  const out = document.createElement(name);
  if (text !== undefined) out.textContent = text;
  if (className) out.className = className;
  return out;
}

async function ask(method, path, body) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (csrf) headers["X-CSRF-Token"] = csrf;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : {};
  if (!answer.ok) throw Object.assign(new Error(value.detail || answer.statusText), { status: answer.status });
  return value;
}

function show(...ids) {
  for (const id of ["sign-in", "queue", "incident"]) at(id).hidden = !ids.includes(id);
  at("who").hidden = ids.includes("sign-in");
}

function tell(error) {
  at("message").textContent = error ? error.message : "";
  if (error && error.status === 401) show("sign-in");
}

function row(incident) {
  const out = element("tr");
  out.append(element("td", incident.severity, incident.severity), element("td", Math.round(incident.score)));
  const cell = element("td");
  const link = element("a", incident.title);
  link.href = "#" + encodeURIComponent(incident.id);
  cell.append(link);
  out.append(cell, element("td", incident.status.replace("_", " ")), element("td", incident.last_time || ""));
  return out;
}

async function queue(more) {
  const status = at("status").value;
  const query = new URLSearchParams({ limit: "50" });
  if (status) query.set("filter", "status:" + status);
  if (more) query.set("cursor", next);
  const page = await ask("GET", "/api/v1/incidents?" + query);
  next = page.next || "";
  const rows = page.incidents.map(row);
  if (more) at("incidents").append(...rows); else at("incidents").replaceChildren(...rows);
  at("empty").hidden = at("incidents").children.length > 0;
  at("more").hidden = !next;
  show("queue");
}

const headings = {
  summary: "What happened", who: "To whom", where: "Where", how: "How, stage by stage", timeline: "In which order",
  confidence: "How sure", unknown: "What is not known", next_steps: "What to do next",
};

// Evidence is numbered in the order in which it is first cited.
function clause(one, numbers) {
  const out = element("li");
  if (one.time) out.append(element("span", one.time, "when"));
  out.append((one.tactic ? one.tactic + ": " : "") + one.text);
  for (const id of one.events) {
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    const cite = element("button", `[${numbers.get(id)}]`, "cite");
    cite.type = "button";
    cite.title = `event ${id}`;
    cite.addEventListener("click", () => evidence(id).catch(tell));
    out.append(cite);
  }
  return out;
}

async function evidence(id) {
  const event = await ask("GET", "/api/v1/events/" + encodeURIComponent(id));
  const fields = element("table");
  for (const [name, value] of Object.entries(event.native)) {
    const line = element("tr");
    line.append(element("th", name), element("td", Array.isArray(value) ? value.join(", ") : value));
    fields.append(line);
  }
  at("event").replaceChildren(
    element("h3", id), element("p", event.sentence),
    element("p", `${event.source.name} (${event.source.format}) ${event.time || ""}`),
    fields, element("h4", "Raw"), element("pre", event.raw));
  at("evidence").showModal();
}

function choose(incident, name, values) {
  const label = element("label", name.replace("_", " ") + " ");
  const select = element("select");
  for (const value of values) {
    const option = element("option", value.replace("_", " "));
    option.value = value;
    option.selected = incident[name] === value;
    select.append(option);
  }
  select.addEventListener("change", () =>
    ask("PATCH", "/api/v1/incidents/" + encodeURIComponent(incident.id), { [name]: select.value, version: incident.version })
      .then(told).catch(tell));
  label.append(select);
  return label;
}

function told(incident) {
  const back = element("a", "All incidents");
  back.href = "#";
  const line = `${incident.severity}, score ${Math.round(incident.score)}, confidence ${Math.round(100 * incident.confidence)} %, ${incident.finding_count} findings`;
  const decide = element("form");
  decide.className = "decide";
  decide.append(choose(incident, "status", ["open", "in_progress", "closed"]),
    choose(incident, "verdict", ["none", "true_positive", "benign", "false_positive"]));
  const parts = [back, element("h2", incident.title), element("p", line), decide];
  const numbers = new Map();
  for (const section of Object.keys(headings)) {
    const clauses = incident.story.filter((one) => one.section === section);
    if (!clauses.length) continue;
    const list = element("ul");
    list.append(...clauses.map((one) => clause(one, numbers)));
    parts.push(element("h3", headings[section]), list);
  }
  at("incident").replaceChildren(...parts);
  show("incident");
}

async function go() {
  tell();
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) told(await ask("GET", "/api/v1/incidents/" + encodeURIComponent(id)));
  else await queue(false);
}

async function begin() {
  try {
    const me = await ask("GET", "/api/v1/me");
    csrf = me.csrf || "";
    at("name").textContent = `${me.name} (${me.role})`;
    await go();
  } catch (error) {
    if (error.status === 401) show("sign-in"); else tell(error);
  }
}

at("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("POST", "/api/v1/sign-in", { name: at("user").value, password: at("password").value })
    .then(() => { at("password").value = ""; return begin(); }).catch(tell);
});
at("sign-out").addEventListener("click", () => ask("POST", "/api/v1/sign-out").then(() => location.reload()).catch(tell));
at("status").addEventListener("change", () => queue(false).catch(tell));
at("reload").addEventListener("click", () => queue(false).catch(tell));
at("more").addEventListener("click", () => queue(true).catch(tell));
addEventListener("hashchange", () => go().catch(tell));
begin();
