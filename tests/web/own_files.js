// What is tried of a learner's own files in a real browser: one script, as in a page, so that all share one `Refused`.

import { entries } from "../../lib/screen/web/own_files/archive.js";
import { decode, read } from "../../lib/screen/web/own_files/intake.js";
import { unpacked } from "../../lib/screen/web/own_files/stream.js";
import { names } from "../../lib/screen/web/own_files/zip_names.js";
import { save } from "../../lib/screen/web/own_files/zip_writer.js";

export const own = { entries, decode, read, unpacked, names, save };
