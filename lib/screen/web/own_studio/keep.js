// Where the pictures are kept: in this tab, by choice for a day, as a zip of the learner's own; and how they are deleted.

import { open } from "../own_files/store.js";
import { save } from "../own_files/zip_writer.js";
import { OwnSet } from "../own_learning/own_set.js";
import { element } from "../shared/elements.js";
import { Later } from "../shared/later.js";
import { waitingSet } from "./studio.js";

/** @import { finder } from "../shared/elements.js" */
/** @import { Studio } from "./studio.js" */

const REST = 400; // ms without a change before the set is kept
const NOTHING = "Here a refresh loses your pictures. Save them as a zip before you leave.";

export class Keep {
  keeping = new Later();
  /** @type {Awaited<ReturnType<typeof open>> | undefined} */
  store;

  /** @param {ReturnType<typeof finder>} find @param {Studio} studio */
  constructor(find, studio) {
    this.studio = studio;
    this.find = find;
    this.day = find(".day", HTMLInputElement);
    this.day.onchange = () => this.store?.keepForADay(this.day.checked);
    find(".save").onclick = () => this.save();
    find(".forget").onclick = () => this.ask(true);
    find(".no").onclick = () => this.ask(false);
    find(".yes").onclick = () => this.forget();
    studio.keepers.add(() => this.keeping.after(REST, () => this.write()));
    studio.watch(() => this.draw());
    studio.loaded = this.load();
  }

  async load() {
    const { studio } = this;
    const store = await open();
    const kept = await store.load();
    this.store = store;
    this.day.checked = store.forADay;
    if (kept && !studio.set.pictures.length) {
      if (kept.salt) studio.salt = kept.salt;
      const { limits } = studio.set;
      studio.put(new OwnSet({ ...kept, limits }));
    }
    if (!store.keeps) studio.say(NOTHING);
  }

  async write() {
    const { set, salt } = this.studio;
    const { classes, pictures, notes, told } = set;
    const isKept = await this.store?.keep({ classes, pictures, notes, told, salt });
    if (isKept === false && this.store?.keeps)
      this.studio.say("This browser has no room: a refresh loses your pictures. Save them as a zip.");
  }

  async save() {
    const { set } = this.studio;
    const url = URL.createObjectURL(await save(set));
    const anchor = element("a", { href: url, download: "my-pictures.zip" });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** Asks first, as this cannot be undone; or asks no more. @param {boolean} isAsked */
  ask(isAsked) {
    this.find(".sure").hidden = !isAsked;
    this.find(".leaving").hidden = isAsked;
    this.find(isAsked ? ".yes" : ".forget").focus();
  }

  async forget() {
    const { studio } = this;
    this.ask(false);
    studio.put(waitingSet());
    this.keeping.stop();
    await this.store?.forget();
    this.studio.host.props.setTriggerValue("forget", Date.now());
    this.day.checked = false;
    studio.say("Your pictures are deleted. Finished runs stay in your lab book as numbers, with the class names.");
  }

  draw() {
    const { set } = this.studio;
    this.find(".save", HTMLButtonElement).disabled = !set.pictures.length;
    this.find(".forget", HTMLButtonElement).disabled = this.studio.isFresh;
  }

  close() {
    this.keeping.stop();
    this.write(); // what has not been kept yet
  }
}
