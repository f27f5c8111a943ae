// Opens pages of the book in Firefox over WebDriver BiDi and says what it met, one line of JSON a page.
// Asked on standard input: {"firefox": path, "pages": [{"address": "...", "drive": true or false}]}.
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const asked = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: asked.firefox,
  headless: true,
  // No host but this machine can be reached, whatever a page or Firefox itself may ask for.
  extraPrefsFirefox: {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
  },
});

/** Scroll to every figure and wait until each lives; the headlines of those that do not. */
async function enliven() {
  const dead = [];
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  for (const figure of document.querySelectorAll("figure.chart[data-bundle]")) {
    figure.scrollIntoView();
    for (let turn = 0; turn < 400 && !figure.view; turn += 1) {
      await new Promise((later) => setTimeout(later, 50));
    }
    if (!figure.view || !figure.querySelector(".live svg")) {
      dead.push(figure.querySelector(".headline").textContent.trim());
    }
  }
  document.querySelectorAll(".live .more").forEach((fold) => { fold.open = true; });
  return { charts: document.querySelectorAll("figure.chart").length, dead };
}

/** Fill in every exercise's example; the names of those that say nothing to it. */
async function unanswered() {
  const found = [];
  for (const form of document.querySelectorAll("form.exercise")) {
    form.scrollIntoView();
    const fill = form.querySelector("[data-act=example]");
    for (let turn = 0; turn < 200 && fill.disabled; turn += 1) {
      await new Promise((later) => setTimeout(later, 50));
    }
    fill.click();
    if (!form.querySelector(".said").textContent) found.push(form.id);
  }
  return { exercises: document.querySelectorAll("form.exercise").length, unanswered: found };
}

const signals = (control) => JSON.stringify(control.closest("figure").view.getState().signals);

/** The names of the controls whose charts take up nothing new from any key a reader would press. */
async function silent(page) {
  const found = [];
  const controls = await page.$$("figure.chart .live .vega-bind select, figure.chart .live .vega-bind input");
  for (const control of controls) {
    await control.focus();
    const { type, name } = await control.evaluate((it) => ({ type: it.type, name: it.name }));
    const before = await control.evaluate(signals);
    let answered = false;
    for (const key of type === "checkbox" ? ["Space"] : ["ArrowDown", "ArrowUp"]) {
      await page.keyboard.press(key);
      for (let turn = 0; turn < 20 && !answered; turn += 1) {
        await new Promise((later) => setTimeout(later, 25));
        answered = (await control.evaluate(signals)) !== before;
      }
      if (answered) break;
    }
    if (!answered) found.push(name);
  }
  return { controls: controls.length, silent: found };
}

try {
  const page = await browser.newPage();
  let met;
  page.on("console", (message) => {
    if (["error", "warn", "warning"].includes(message.type())) met.messages.push(message.text());
  });
  page.on("pageerror", (error) => met.messages.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && new URL(url).host !== new URL(met.address).host) met.outside.push(url);
  });
  for (const { address, drive } of asked.pages) {
    met = { address, messages: [], outside: [] };
    try {
      await page.goto(address);
      Object.assign(met, await page.evaluate(enliven), await page.evaluate(unanswered), drive ? await silent(page) : {});
    } catch (error) {
      met.messages.push(`could not be checked: ${error.message}`);
    }
    console.log(JSON.stringify(met));
  }
} finally {
  await browser.close();
}
