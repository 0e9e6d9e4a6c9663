//! Parameters: `;name=value` behind addresses, Vias and media types, `name=value, …` in challenges.

use super::grammar::{PResult, mark, quoted_string, some, token, unquote};
use super::written::{Written, display};

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, which compares without case.
    pub name: String,
    /// Its value as on the wire, quotes and escapes kept; `None` for a flag such as `lr`.
    pub value: Option<String>,
}

impl Param {
    #[inline(never)]
    pub(super) fn new(name: &str, value: Option<&str>) -> Self {
        Self { name: name.to_owned(), value: value.map(str::to_owned) }
    }
}

/// Parameters in the order they stand in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub Vec<Param>);

impl Params {
    fn find(&self, name: &str) -> Option<&Param> {
        self.0.iter().find(|param| param.name.eq_ignore_ascii_case(name))
    }

    /// The value as on the wire; `None` without the parameter, and for a flag.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name)?.value.as_deref()
    }

    /// The value without quotes and escapes.
    #[must_use]
    pub fn unquoted(&self, name: &str) -> Option<String> {
        self.get(name).map(unquote)
    }

    /// The parameter is there, with a value or without.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Gives the parameter this value as it shall stand on the wire, adding it at the end if it is not there.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let new = Param::new(name, value);
        match self.0.iter_mut().find(|param| param.name.eq_ignore_ascii_case(name)) {
            Some(param) => param.value = new.value,
            None => self.0.push(new),
        }
    }

    /// Removes the parameter.
    pub fn remove(&mut self, name: &str) {
        while let Some(at) = self.0.iter().position(|param| param.name.eq_ignore_ascii_case(name)) {
            self.0.remove(at);
        }
    }
}

impl Written for Params {
    fn write(&self, text: &mut String) {
        for param in &self.0 {
            text.push(';');
            text.push_str(&param.name);
            if let Some(value) = &param.value {
                text.push('=');
                text.push_str(value);
            }
        }
    }
}

display!(Params);

/// `*( SEMI generic-param )`
pub(super) fn params(mut input: &str) -> PResult<'_, Params> {
    let mut params = Params::default();
    while let Ok((rest, ())) = mark(b';', input) {
        let (rest, param) = generic_param(rest)?;
        params.0.push(param);
        input = rest;
    }
    Ok((input, params))
}

/// `generic-param = token [ EQUAL gen-value ]`
pub(super) fn generic_param(input: &str) -> PResult<'_, Param> {
    let (rest, name) = token(input)?;
    let (rest, value) = match mark(b'=', rest) {
        Ok((rest, ())) => gen_value(rest).map(|(rest, value)| (rest, Some(value)))?,
        Err(_) => (rest, None),
    };
    Ok((rest, Param::new(name, value)))
}

/// `gen-value = token / host / quoted-string`; everything else that cannot be mistaken for a separator passes too:
/// IPv6 addresses without brackets (RFC 5118 §4.5), GRUUs, base64.
fn gen_value(input: &str) -> PResult<'_, &str> {
    quoted_string(input).or_else(|_| some(is_value, input))
}

fn is_value(c: char) -> bool {
    !c.is_ascii_control() && !matches!(c, ' ' | ',' | ';' | '"' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Params> {
        params(text).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, params)| params)
    }

    #[test]
    fn values_flags_and_quoted_strings_are_read_with_blanks_around_them() {
        let params = read(" ; Tag = 1 ;lr;x=\"a;b \\\" c\";received=2001:db8::9;gr=urn:uuid:f8").unwrap();
        assert_eq!(params.get("tag"), Some("1"));
        assert!(params.has("LR") && params.get("lr").is_none());
        assert_eq!(params.get("x"), Some("\"a;b \\\" c\""));
        assert_eq!(params.unquoted("x").as_deref(), Some("a;b \" c"));
        assert_eq!(params.unquoted("received").as_deref(), Some("2001:db8::9"));
        assert_eq!(params.to_string(), ";Tag=1;lr;x=\"a;b \\\" c\";received=2001:db8::9;gr=urn:uuid:f8");
    }

    #[test]
    fn empty_parameters_are_refused() {
        for text in [";;", ";", ";=x", ";a=", ";a;;b", ";a=\"open"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(""), Some(Params::default()));
    }

    #[test]
    fn setting_changes_a_value_in_place_and_adds_a_new_one_at_the_end() {
        let mut params = read(";a=1;b").unwrap();
        params.set("A", Some("2"));
        params.set("c", None);
        params.remove("B");
        assert_eq!(params.to_string(), ";a=2;c");
    }
}
