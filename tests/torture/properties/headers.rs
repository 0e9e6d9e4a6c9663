//! Each family of headers: what is written reads back the same, whatever stands around it.

use bellwire::message::{CSeq, Challenge, Headers, Method, Name, NameAddr, ParseError, Uri, Via};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::generate::{blanks, header_params, host, line, name_addr, quoted, sip_uri, token, uri, via};
use super::holds;

/// MSG-14, MSG-22.
#[test]
fn a_uri_reads_back_the_same() {
    holds(uri(), |uri| {
        let written = uri.to_string();
        prop_assert_eq!(Uri::parse(&written), Ok(uri.clone()), "{}", written);
        prop_assert!(uri.is_equivalent(&uri));
        Ok(())
    });
}

/// MSG-16.
#[test]
fn a_uri_is_the_same_in_another_spelling_and_another_with_another_part() {
    let case = (sip_uri(), "[a-z]{3}");
    holds(case, |(uri, other)| {
        let mut spelled = uri.clone();
        spelled.host.make_ascii_uppercase();
        spelled.params.0.reverse();
        let escape = |text: String| text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let has_escape = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('%'));
        if !has_escape(&spelled.user) {
            spelled.user = spelled.user.map(escape);
        }
        let (uri, spelled) = (Uri::Sip(uri), Uri::Sip(spelled));
        prop_assert!(uri.is_equivalent(&spelled) && spelled.is_equivalent(&uri), "{} {}", uri, spelled);
        let mut different = uri.as_sip().cloned().expect("a SIP URI");
        different.host.push_str(&other);
        prop_assert!(!uri.is_equivalent(&Uri::Sip(different)));
        Ok(())
    });
}

/// MSG-13, MSG-23.
#[test]
fn a_name_with_an_address_reads_back_the_same() {
    holds(name_addr(), |address| {
        let written = address.to_string();
        prop_assert_eq!(NameAddr::parse(&written), Ok(address), "{}", written);
        Ok(())
    });
}

#[test]
fn a_via_reads_back_the_same_with_blanks_wherever_they_may_stand() {
    holds((via(), blanks(), blanks()), |(via, before, after)| {
        let written = via.to_string();
        prop_assert_eq!(Via::parse(&written), Ok(via.clone()), "{}", written);
        let spread = written
            .replacen("SIP/2.0/", &format!("SIP{before}/{after}2.0{before}/{after}"), 1)
            .replacen(' ', &format!(" {after}"), 1);
        prop_assert_eq!(Via::parse(&spread), Ok(via), "{}", spread);
        Ok(())
    });
}

/// MSG-12.
#[test]
fn a_sequence_number_reads_back_the_same_and_a_larger_one_not_at_all() {
    holds(
        (any::<u64>(), 0_u32..33, token(), 0_usize..4, blanks()),
        |(number, shift, method, zeros, blanks)| {
            let number = number >> shift;
            let method = Method::from_token(&method);
            let mut headers = Headers::default();
            headers.push(Name::CSeq, format!("{}{number} {blanks}{}", "0".repeat(zeros), method.as_str()));
            let read = headers.cseq().ok();
            let expected = u32::try_from(number).ok().map(|number| CSeq { number, method });
            prop_assert_eq!(&read, &expected);
            if let Some(cseq) = expected {
                headers.set(Name::CSeq, cseq.to_string());
                prop_assert_eq!(headers.cseq().ok(), read);
            }
            Ok(())
        },
    );
}

/// MSG-11.
#[test]
fn a_number_reads_back_the_same_and_a_larger_one_not_at_all() {
    type Reader = fn(&Headers) -> Result<Option<u32>, ParseError>;
    let readers = [
        (Name::Expires, Headers::expires as Reader),
        (Name::MinExpires, Headers::min_expires),
        (Name::MaxForwards, Headers::max_forwards),
        (Name::FlowTimer, Headers::flow_timer),
        (Name::RetryAfter, Headers::retry_after),
    ];
    let after = select(vec!["", " ", "(in a meeting)", " (x);duration=5", ";y"]);
    holds((any::<u64>(), 0_u32..40, 0..readers.len(), after), |(number, shift, which, after)| {
        let number = number >> shift;
        let (name, read) = &readers[which];
        let after = if *name == Name::RetryAfter { after } else { "" };
        let mut headers = Headers::default();
        headers.push(name.clone(), format!("{number}{after}"));
        prop_assert_eq!(read(&headers).ok().flatten(), u32::try_from(number).ok());
        Ok(())
    });
}

/// MSG-05.
#[test]
fn a_list_of_tokens_is_the_same_in_one_row_and_in_many() {
    let rows = vec(vec((token(), blanks(), blanks()), 0..5), 0..4);
    holds(rows, |rows| {
        let mut headers = Headers::default();
        for row in &rows {
            let row: Vec<String> = row.iter().map(|(token, a, b)| format!("{a}{token}{b}")).collect();
            headers.push(Name::Supported, row.join(","));
            headers.push(Name::Subject, "between");
        }
        let tokens: Vec<&str> = rows.iter().flatten().map(|(token, ..)| token.as_str()).collect();
        prop_assert_eq!(headers.list(&Name::Supported), tokens);
        Ok(())
    });
}

/// MSG-05: challenges are one to a row, for their own commas separate parameters.
#[test]
fn a_challenge_and_its_answer_read_back_the_same() {
    let param = (token(), line(), any::<bool>(), blanks());
    let challenge = (token(), vec(param, 1..8));
    holds(vec(challenge, 1..4), |challenges| {
        for (name, read) in [
            (Name::WwwAuthenticate, Headers::challenges as fn(&Headers, &Name) -> Vec<Challenge>),
            (Name::ProxyAuthorization, Headers::credentials),
        ] {
            let mut headers = Headers::default();
            let mut expected = Vec::new();
            for (scheme, params) in &challenges {
                let mut plain: Vec<(&str, &str)> = Vec::new();
                let mut written = Vec::new();
                for (name, value, token, blanks) in params {
                    let is_new = !plain.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
                    if is_new {
                        let value = if *token { name.as_str() } else { value.as_str() };
                        plain.push((name, value));
                        let text = if *token { value.to_owned() } else { quoted(value) };
                        written.push(format!("{name}{blanks}={blanks}{text}{blanks}"));
                    }
                }
                headers.push(name.clone(), format!("{scheme} {}", written.join(",")));
                expected.push((scheme, plain));
            }
            let found = read(&headers, &name);
            prop_assert_eq!(found.len(), expected.len());
            for (challenge, (scheme, params)) in found.iter().zip(expected) {
                prop_assert_eq!(&challenge.scheme, scheme);
                for (name, value) in params {
                    prop_assert_eq!(challenge.get(name), Some(value.to_owned()));
                }
            }
        }
        Ok(())
    });
}

/// Writes addresses into rows of up to three.
fn rows(name: &Name, addresses: &[NameAddr], blanks: &str) -> Headers {
    let mut headers = Headers::default();
    for row in addresses.chunks(3) {
        let row: Vec<String> = row.iter().map(ToString::to_string).collect();
        headers.push(name.clone(), row.join(&format!("{blanks},{blanks}")));
    }
    headers
}

#[test]
fn contacts_read_back_the_same_in_their_order() {
    holds((vec(name_addr(), 0..6), blanks()), |(contacts, blanks)| {
        prop_assert_eq!(rows(&Name::Contact, &contacts, blanks).contacts(), contacts);
        Ok(())
    });
}

/// MSG-06.
#[test]
fn routes_read_back_the_same_in_their_order_and_come_off_the_top() {
    holds((vec(name_addr(), 0..6), blanks()), |(routes, blanks)| {
        let texts: Vec<String> = routes.iter().map(ToString::to_string).collect();
        for (name, read) in [
            (Name::RecordRoute, Headers::record_routes as fn(&Headers) -> Vec<String>),
            (Name::ServiceRoute, Headers::service_routes),
        ] {
            prop_assert_eq!(read(&rows(&name, &routes, blanks)), texts.clone());
        }
        let mut headers = rows(&Name::Route, &routes, blanks);
        for left in (0..=texts.len()).rev() {
            prop_assert_eq!(headers.list(&Name::Route), texts[texts.len() - left..].to_vec());
            headers.pop_route();
        }
        Ok(())
    });
}

#[test]
fn from_and_to_read_back_the_same_and_a_tag_goes_behind_everything() {
    holds((name_addr(), token()), |(mut address, tag)| {
        address.params.remove("tag");
        let mut headers = Headers::default();
        headers.push(Name::From, address.to_string());
        headers.push(Name::To, address.to_string());
        prop_assert_eq!(headers.from(), Ok(address.clone()));
        headers.set_to_tag(&tag);
        address.params.set("tag", Some(&tag));
        prop_assert_eq!(headers.to(), Ok(address));
        Ok(())
    });
}

#[test]
fn a_media_type_reads_back_the_same() {
    holds((token(), token(), header_params(), blanks()), |(kind, subtype, params, blanks)| {
        let mut headers = Headers::default();
        headers.push(Name::ContentType, format!("{kind}{blanks}/{blanks}{subtype}{params}"));
        let read = headers.content_type().ok().flatten();
        let read = read
            .map(|found| (found.to_string(), found.is(&kind, &subtype.to_ascii_uppercase()), found.params));
        prop_assert_eq!(read, Some((format!("{kind}/{subtype}{params}"), true, params)));
        Ok(())
    });
}

#[test]
fn a_reason_and_a_warning_read_back_the_same() {
    holds((token(), any::<u32>(), line(), 100_u32..1_000, host()), |(protocol, cause, text, code, agent)| {
        let mut headers = Headers::default();
        headers.push(Name::Reason, format!("{protocol} ;cause={cause};text={}", quoted(&text)));
        headers.push(Name::Warning, format!("{code} {agent} {}", quoted(&text)));
        let reasons = headers.reasons();
        prop_assert_eq!(reasons.len(), 1);
        prop_assert_eq!(&reasons[0].protocol, &protocol);
        prop_assert_eq!((reasons[0].cause, reasons[0].text.as_ref()), (Some(cause), Some(&text)));
        let warnings = headers.warnings();
        prop_assert_eq!(warnings.len(), 1);
        prop_assert_eq!((warnings[0].code, &warnings[0].agent, &warnings[0].text), (code, &agent, &text));
        Ok(())
    });
}
