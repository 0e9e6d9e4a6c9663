import { h, hydrate } from "preact";
import { App } from "./app.js";

hydrate(h(App, JSON.parse(document.getElementById("settings").textContent)), document.getElementById("app"));
document.documentElement.dataset.hydrated = "yes";
