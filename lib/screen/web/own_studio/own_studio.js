// The studio's door; what it opens is program.js.

import { mount } from "../shared/part.js";
import { Program } from "../shared/program.js";

export default mount(Program);
