import "bellwire/widget";
