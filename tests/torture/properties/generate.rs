//! What headers are made of, by the grammar of RFC 3261 §25.1 and a little beyond, where peers go.

use bellwire::message::{NameAddr, Param, Params, SipUri, Uri, Via};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const ALPHANUM: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// One to eleven letters and digits, and some of these.
pub(super) fn word(more: &str) -> impl Strategy<Value = String> + use<> {
    let letters: Vec<char> = ALPHANUM.chars().chain(more.chars()).collect();
    vec(select(letters), 1..12).prop_map(String::from_iter)
}

pub(super) fn token() -> impl Strategy<Value = String> {
    word("-.!%*_+`'~")
}

/// Any text of one line, of every script.
pub(super) fn line() -> impl Strategy<Value = String> {
    vec(prop_oneof![select(vec!['"', '\\', ',', ';', '<', '>', ' ', '=']), any::<char>()], 0..12)
        .prop_map(|text| text.into_iter().filter(|c| !c.is_control()).collect())
}

/// `quoted-string`.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) fn host() -> impl Strategy<Value = String> {
    let ipv4 = any::<[u8; 4]>().prop_map(|bytes| core::net::Ipv4Addr::from(bytes).to_string());
    let ipv6 = any::<[u8; 16]>().prop_map(|bytes| format!("[{}]", core::net::Ipv6Addr::from(bytes)));
    let sparse = vec(select(vec![0, 0, 0, 1, 0xffff]), 8).prop_map(|groups| {
        let groups: [u16; 8] = groups.try_into().expect("eight");
        format!("[{}]", core::net::Ipv6Addr::from(groups))
    });
    prop_oneof![word("-._"), ipv4, ipv6, sparse]
}

/// Parameters whose names differ, with values of these kinds.
fn params<N, V>(name: N, value: V) -> impl Strategy<Value = Params>
where
    N: Strategy<Value = String>,
    V: Strategy<Value = String>,
{
    vec((name, option::of(value)), 0..4).prop_map(|pairs| {
        let mut params = Params::default();
        for (name, value) in pairs {
            if !params.has(&name) {
                params.0.push(Param { name, value });
            }
        }
        params
    })
}

fn uri_params() -> impl Strategy<Value = Params> {
    params(word("[]/:&+$-_.!~*'()%"), word("[]/:&+$-_.!~*'()%="))
}

pub(super) fn header_params() -> impl Strategy<Value = Params> {
    params(token(), prop_oneof![token(), line().prop_map(|text| quoted(&text)), host()])
}

pub(super) fn sip_uri() -> impl Strategy<Value = SipUri> {
    let userinfo = option::of((word("-_.!~*'()%&=+$,;?/#"), option::of(word("-_.!~*'()%&=+$,"))));
    let headers = option::of(word("[]/?:+$-_.!~*'()%&="));
    (any::<bool>(), userinfo, host(), any::<Option<u16>>(), uri_params(), headers).prop_map(
        |(secure, userinfo, host, port, params, headers)| {
            let (user, password) = userinfo.map_or((None, None), |(user, password)| (Some(user), password));
            SipUri { secure, user, password, host, port, params, headers }
        },
    )
}

pub(super) fn uri() -> impl Strategy<Value = Uri> {
    let number = (any::<bool>(), word("-.()*#")).prop_map(|(global, number)| Uri::Other {
        scheme: "tel".into(),
        rest: format!("{}{number}", if global { "+" } else { "" }),
    });
    let other = (word("+-."), word(":/?;=@&%[]#,")).prop_map(|(scheme, rest)| Uri::Other { scheme, rest });
    prop_oneof![
        4 => sip_uri().prop_map(Uri::Sip),
        1 => number,
        1 => other.prop_filter("no SIP", |uri| {
            !matches!(uri, Uri::Other { scheme, .. } if scheme.to_ascii_lowercase().starts_with("sip"))
        }),
    ]
}

pub(super) fn name_addr() -> impl Strategy<Value = NameAddr> {
    (option::of(line()), uri(), header_params()).prop_map(|(display, uri, params)| NameAddr {
        display,
        uri,
        params,
    })
}

pub(super) fn via() -> impl Strategy<Value = Via> {
    (token(), host(), any::<Option<u16>>(), header_params()).prop_map(|(transport, host, port, params)| Via {
        transport,
        host,
        port,
        params,
    })
}

/// The blanks that may stand around a mark.
pub(super) fn blanks() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", " ", "\t", "  \t "])
}
