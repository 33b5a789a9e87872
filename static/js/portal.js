// What every page needs; each behaviour improves plain HTML that works without it.
import { startAddRow } from "./add_row.js";
import { startCounters } from "./counter.js";
import { startErrorSummary } from "./error_summary.js";
import { startLogout, startServiceWorker } from "./logout.js";
import { startMenus } from "./menus.js";
import { startSendOnce } from "./send_once.js";
import { startThemeSwitch } from "./theme_switch.js";

startAddRow();
startCounters();
startErrorSummary();
startLogout();
startMenus();
startSendOnce();
startServiceWorker();
startThemeSwitch();
document.addEventListener("htmx:load", (event) => startCounters(event.target));
