import * as bellwire from "bellwire/inline";
import { talk } from "./talk.js";

void talk(bellwire);
