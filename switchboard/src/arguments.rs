//! What can be typed after `switchboard`.

use core::net::SocketAddr;
use std::path::PathBuf;

use lexopt::prelude::*;

const USAGE: &str = "Usage: switchboard --www DIR [--listen 127.0.0.1:8080]";

/// What can be chosen.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// The folder that is served.
    pub(crate) www: PathBuf,
}

/// Reads the command line; an error is a sentence.
pub(crate) fn read() -> Result<Arguments, String> {
    parse(lexopt::Parser::from_env())
}

fn parse(parser: lexopt::Parser) -> Result<Arguments, String> {
    let (listen, www) = values(parser).map_err(|error| format!("{error}. {USAGE}"))?;
    if !listen.ip().is_loopback() {
        return Err(format!(
            "{listen} is not on the loopback interface. This server is for development only, its passwords are public: \
            listen on 127.0.0.1:{}.",
            listen.port()
        ));
    }
    let www = www.ok_or_else(|| format!("the folder to serve is missing. {USAGE}"))?;
    if !www.is_dir() {
        return Err(format!("{} is no folder. Give --www the folder that has demo/ in it.", www.display()));
    }
    Ok(Arguments { listen, www })
}

fn values(mut parser: lexopt::Parser) -> Result<(SocketAddr, Option<PathBuf>), lexopt::Error> {
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 8080));
    let mut www = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("listen") => listen = parser.value()?.parse()?,
            Long("www") => www = Some(parser.value()?.into()),
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    Ok((listen, www))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Arguments, String> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn it_listens_on_loopback_unless_another_loopback_address_is_named() {
        assert_eq!(parse_line("--www src").unwrap().listen.to_string(), "127.0.0.1:8080");
        let chosen = parse_line("--www src --listen [::1]:0").unwrap();
        assert_eq!(chosen.listen.to_string(), "[::1]:0");
    }

    #[test]
    fn what_cannot_be_is_refused_with_what_to_do() {
        for (line, advice) in [
            ("--www src --listen 0.0.0.0:8080", "listen on 127.0.0.1:8080"),
            ("--www no-such-folder", "the folder that has demo/ in it"),
            ("--listen 127.0.0.1:0", "Usage: switchboard --www DIR"),
            ("--www src --listen everywhere", "Usage: switchboard --www DIR"),
            ("--help", "Usage: switchboard --www DIR"),
        ] {
            let problem = parse_line(line).unwrap_err();
            assert!(problem.contains(advice), "{line}: {problem}");
        }
    }
}
