// What pages with drafts load besides the portal's own bundle.
import { clearSentDrafts, startLogoutChoice } from "./drafts_leave.js";
import { startLocalDrafts } from "./drafts_list.js";
import { startDraftForms } from "./save_draft.js";

clearSentDrafts();
startDraftForms();
startLocalDrafts();
startLogoutChoice();
