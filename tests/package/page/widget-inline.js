import "bellwire/widget.js";
