//! Rendered pages, kept compressed by address, view and version of what they show.

use std::{io::Write, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use moka::sync::Cache;

use crate::secret::sha256;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// Not at all.
    Identity,
}

impl Encoding {
    /// The best one the client says it takes.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let accepts = |wanted: &str| {
            headers
                .get_all(header::ACCEPT_ENCODING)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .any(|value| {
                    value.split(',').any(|part| {
                        let mut words = part.split(';').map(str::trim);
                        words.next() == Some(wanted)
                            && !words.any(|q| matches!(q, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
                    })
                })
        };
        if accepts("br") {
            Self::Brotli
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// Compresses `plain`. `level` is Brotli's, 0 to 11; gzip always takes its middle one.
    pub fn compress(self, plain: &[u8], level: u32) -> Bytes {
        match self {
            Self::Identity => Bytes::copy_from_slice(plain),
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                match encoder.write_all(plain).and_then(|()| encoder.finish()) {
                    Ok(bytes) => bytes.into(),
                    Err(_) => unreachable!("writing to memory does not fail"),
                }
            }
            Self::Brotli => {
                let mut out = Vec::new();
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, level, 20);
                match encoder.write_all(plain) {
                    Ok(()) => drop(encoder),
                    Err(_) => unreachable!("writing to memory does not fail"),
                }
                out.into()
            }
        }
    }

    /// What the answer says of itself; nothing where it is not compressed.
    pub const fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Identity => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    address: String,
    elder: bool,
    encoding: Encoding,
    version: u64,
}

impl Key {
    fn new(headers: &HeaderMap, key: &PageKey<'_>) -> Self {
        let encoding = Encoding::accepted(headers);
        Self {
            address: key.address.to_owned(),
            elder: key.elder,
            encoding,
            version: key.version,
        }
    }
}

#[derive(Clone)]
struct Kept {
    body: Bytes,
    etag: HeaderValue,
}

/// Public pages by (address, elder view, version); bounded.
#[derive(Clone)]
pub struct PageCache(Arc<Cache<Key, Kept>>);

/// What decides whether a kept page may still be shown.
pub struct PageKey<'a> {
    /// Its address.
    pub address: &'a str,
    /// Elder view.
    pub elder: bool,
    /// Version of everything it shows: zones, date, notices.
    pub version: u64,
}

impl PageCache {
    /// A cache of at most `megabytes` of compressed pages.
    pub fn new(megabytes: u64) -> Self {
        let weigh =
            |key: &Key, kept: &Kept| u32::try_from(kept.body.len() + key.address.len() + 200).unwrap_or(u32::MAX);
        Self(Arc::new(
            Cache::builder()
                .max_capacity(megabytes * 1024 * 1024)
                .weigher(weigh)
                .build(),
        ))
    }

    /// The kept page, compressed as the client takes it; 304 if the client has it.
    pub fn find(&self, headers: &HeaderMap, key: &PageKey<'_>) -> Option<Response> {
        let at = Key::new(headers, key);
        self.0.get(&at).map(|kept| answer(headers, at.encoding, kept))
    }

    /// Keeps a page and answers with it.
    pub fn keep(&self, headers: &HeaderMap, key: &PageKey<'_>, html: &str) -> Response {
        let at = Key::new(headers, key);
        let encoding = at.encoding;
        let kept = compressed(html, encoding);
        self.0.insert(at, kept.clone());
        answer(headers, encoding, kept)
    }
}

fn compressed(html: &str, encoding: Encoding) -> Kept {
    let body = encoding.compress(html.as_bytes(), 6);
    let tag = format!("\"{}\"", hex::encode(&sha256(&body)[..8]));
    Kept {
        body,
        etag: HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\"")),
    }
}

fn answer(headers: &HeaderMap, encoding: Encoding, kept: Kept) -> Response {
    let known = headers.get(header::IF_NONE_MATCH) == Some(&kept.etag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(kept.body))
    };
    let out = response.headers_mut();
    if !known {
        out.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        if let Some(value) = encoding.header() {
            out.insert(header::CONTENT_ENCODING, value);
        }
    }
    out.insert(header::ETAG, kept.etag);
    // A stale legal answer is worse than a round trip: ask each time, and hear 304.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
    response
}

/// A page that is for one person and is kept nowhere.
pub fn private_page(headers: &HeaderMap, status: StatusCode, html: &str) -> Response {
    let encoding = Encoding::accepted(headers);
    let mut response = (status, encoding.compress(html.as_bytes(), 4)).into_response();
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Some(value) = encoding.header() {
        out.insert(header::CONTENT_ENCODING, value);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(encoding: &'static str) -> HeaderMap {
        [(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding))]
            .into_iter()
            .collect()
    }

    #[test]
    fn the_best_encoding_the_client_takes() {
        assert_eq!(
            Encoding::accepted(&headers("gzip, deflate, br, zstd")),
            Encoding::Brotli
        );
        assert_eq!(Encoding::accepted(&headers("gzip;q=1.0, br;q=0")), Encoding::Gzip);
        assert_eq!(Encoding::accepted(&headers("zbr")), Encoding::Identity);
        assert_eq!(Encoding::accepted(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn a_page_is_kept_until_its_version_changes() {
        let cache = PageCache::new(1);
        let key = |version| PageKey {
            address: "/",
            elder: false,
            version,
        };
        assert!(cache.find(&headers("br"), &key(1)).is_none());
        cache.keep(&headers("br"), &key(1), "<p>");
        assert_eq!(
            cache.find(&headers("br"), &key(1)).unwrap().headers()[header::CONTENT_ENCODING],
            "br"
        );
        assert!(cache.find(&headers("gzip"), &key(1)).is_none());
        assert!(cache.find(&headers("br"), &key(2)).is_none());
    }

    #[test]
    fn a_client_that_has_it_hears_304() {
        let cache = PageCache::new(1);
        let key = PageKey {
            address: "/",
            elder: false,
            version: 1,
        };
        let first = cache.keep(&HeaderMap::new(), &key, "<p>");
        let again: HeaderMap = [(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]
            .into_iter()
            .collect();
        assert_eq!(cache.find(&again, &key).unwrap().status(), StatusCode::NOT_MODIFIED);
    }
}
