import * as bellwire from "./node_modules/bellwire/index.js";
import { talk } from "./talk.js";

void talk(bellwire);
