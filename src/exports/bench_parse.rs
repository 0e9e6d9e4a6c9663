//! What `cargo xtask bench parse` measures: from the text of a message to one object with all that JsSIP and SIP.js read of it
//! at once. It is behind the feature `bench-parse` and never ships.
//!
//! The object crosses as JSON, in one text, for a crossing costs more than a header; its body crosses as it is.

use js_sys::JSON;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::plain::PlainObject;
use crate::message::{Headers, Message, Name, NameAddr, Params, ParseError, Uri};
use crate::plain::Plain;
use crate::text::{decimal, lossy, push_hex};

/// These headers are typed values in the object; the others stand in it as they came.
const READ: &[Name] = &[
    Name::Via,
    Name::From,
    Name::To,
    Name::CallId,
    Name::CSeq,
    Name::MaxForwards,
    Name::Contact,
    Name::RecordRoute,
    Name::ReferTo,
    Name::WwwAuthenticate,
    Name::ProxyAuthenticate,
];

/// Reads a message. Throws its text if it cannot be read.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(text: &str) -> Result<JsValue, JsValue> {
    let (json, body) = read(text).map_err(|_| JsValue::from_str(text))?;
    let message = JSON::parse(&json)?.unchecked_into::<PlainObject>();
    Ok(message.text("body", &body).into())
}

/// The name of a member.
macro_rules! key {
    ($name:literal) => {
        concat!("\"", $name, "\":")
    };
}

fn read(text: &str) -> Result<(String, String), ParseError> {
    let message = Message::parse(text.as_bytes())?;
    let mut json = Json(String::with_capacity(4096));
    json.raw("{");
    let body = match &message {
        Message::Request(request) => {
            json.text(key!("method"), request.method.as_str());
            json.raw(key!("uri"));
            json.uri(&request.parsed_uri()?);
            &request.body
        }
        Message::Response(response) => {
            json.number(key!("status"), response.status);
            json.text(key!("reason"), &response.reason);
            &response.body
        }
    };
    json.headers(message.headers())?;
    json.end("}");
    json.0.pop();
    Ok((json.0, lossy(body)))
}

/// JSON in the making; behind each value stands a comma.
struct Json(String);

impl Json {
    fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Ends an object or an array.
    fn end(&mut self, bracket: &str) {
        if self.0.ends_with(',') {
            self.0.pop();
        }
        self.raw(bracket);
        self.raw(",");
    }

    fn number(&mut self, key: &str, value: impl Into<u64>) {
        self.raw(key);
        self.raw(&decimal(value));
        self.raw(",");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key);
        self.quoted(text);
        self.raw(",");
    }

    fn quoted(&mut self, mut text: &str) {
        self.raw("\"");
        while let Some(at) = text.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
            let (plain, rest) = text.split_at(at);
            self.raw(plain);
            match rest.as_bytes()[0] {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                control => {
                    self.raw("\\u00");
                    push_hex(&mut self.0, control);
                }
            }
            text = &rest[1..];
        }
        self.raw(text);
        self.raw("\"");
    }

    fn headers(&mut self, headers: &Headers) -> Result<(), ParseError> {
        let via = headers.top_via()?;
        self.raw(key!("via"));
        self.text(concat!("{", key!("transport")), &via.transport);
        self.host(&via.host, via.port);
        self.params(&via.params);
        self.end("}");
        self.raw(key!("from"));
        self.address(&headers.from()?);
        self.raw(key!("to"));
        self.address(&headers.to()?);
        self.text(key!("callId"), headers.call_id()?);
        let cseq = headers.cseq()?;
        self.number(concat!(key!("cseq"), "{", key!("number")), cseq.number);
        self.text(key!("method"), cseq.method.as_str());
        self.end("}");
        if let Some(hops) = headers.max_forwards()? {
            self.number(key!("maxForwards"), hops);
        }
        if headers.has(&Name::ReferTo) {
            self.raw(key!("referTo"));
            self.address(&NameAddr::parse(headers.text(&Name::ReferTo)?)?);
        }
        self.raw(concat!(key!("contacts"), "["));
        self.addresses(&headers.contacts());
        self.raw(concat!(key!("recordRoutes"), "["));
        for route in headers.record_routes() {
            self.address(&NameAddr::parse(&route)?);
        }
        self.end("]");
        self.raw(concat!(key!("challenges"), "["));
        for name in [Name::WwwAuthenticate, Name::ProxyAuthenticate] {
            for challenge in headers.challenges(&name) {
                self.text(concat!("{", key!("header")), name.as_str());
                self.text(key!("scheme"), &challenge.scheme);
                self.params(&challenge.params);
                self.end("}");
            }
        }
        self.end("]");
        self.raw(concat!(key!("others"), "["));
        for row in headers.rows().iter().filter(|row| !READ.contains(&row.name)) {
            self.text("", row.name.as_str());
            self.text("", &String::from_utf8_lossy(&row.value));
        }
        self.end("]");
        Ok(())
    }

    fn addresses(&mut self, addresses: &[NameAddr]) {
        for address in addresses {
            self.address(address);
        }
        self.end("]");
    }

    fn address(&mut self, address: &NameAddr) {
        self.raw(concat!("{", key!("uri")));
        self.uri(&address.uri);
        if let Some(display) = &address.display {
            self.text(key!("display"), display);
        }
        self.params(&address.params);
        self.end("}");
    }

    fn uri(&mut self, uri: &Uri) {
        match uri {
            Uri::Sip(uri) => {
                self.text(concat!("{", key!("scheme")), if uri.secure { "sips" } else { "sip" });
                if let Some(user) = &uri.user {
                    self.text(key!("user"), user);
                }
                self.host(&uri.host, uri.port);
                self.params(&uri.params);
                if let Some(headers) = &uri.headers {
                    self.text(key!("headers"), headers);
                }
            }
            Uri::Other { scheme, rest } => {
                self.text(concat!("{", key!("scheme")), scheme);
                self.text(key!("rest"), rest);
            }
        }
        self.end("}");
    }

    fn host(&mut self, host: &str, port: Option<u16>) {
        self.text(key!("host"), host);
        if let Some(port) = port {
            self.number(key!("port"), port);
        }
    }

    fn params(&mut self, params: &Params) {
        self.raw(concat!(key!("params"), "{"));
        for param in &params.0 {
            self.quoted(&param.name);
            self.text(":", param.value.as_deref().unwrap_or_default());
        }
        self.end("}");
    }
}
