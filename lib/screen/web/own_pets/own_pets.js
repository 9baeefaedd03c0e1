// The door of "Your own pet photos"; what it opens is pets.js.

import { mount } from "../shared/part.js";
import { Program } from "../shared/program.js";

export default mount(Program);
