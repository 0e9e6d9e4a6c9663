import * as bellwire from "bellwire";
import { talk } from "./talk.js";

void talk(bellwire);
