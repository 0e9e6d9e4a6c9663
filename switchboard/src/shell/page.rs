//! The files of the demo.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Redirect;
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The folder, with the demo as its front page. Nothing is cached without asking, since somebody is working on it.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(www: &Path) -> Router<S> {
    let no_cache =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Router::new()
        .route("/", get(|| core::future::ready(Redirect::temporary("/demo/"))))
        .fallback_service(ServeDir::new(www))
        .layer(no_cache)
}
