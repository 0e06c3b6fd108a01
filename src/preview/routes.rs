//! What is asked for, and who answers it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::Deserialize;

use super::guard::{self, Kind};
use super::pages::{self, Shell};
use super::{Preview, address};
use crate::error::Error;
use crate::model::EditionName;
use crate::pipeline::workshop::{Act, Edit};
use crate::tool::html::Html;

/// A form may have so many bytes: an excerpt has 400 words at most.
const FORM_BYTES: usize = 64 * 1024;

/// So long a form may take to come.
const FORM_TIME: Duration = Duration::from_secs(10);

/// So long an unchanged page waits for news before it asks again.
const NEWS_TIME: Duration = Duration::from_secs(25);

type Shared = State<Arc<Preview>>;

/// What is answered.
pub(super) struct Answer {
    status: StatusCode,
    kind: Kind,
    media: &'static str,
    body: Vec<u8>,
    /// Where to go instead.
    location: Option<String>,
    /// The name to keep it by.
    file: Option<String>,
}

impl Answer {
    pub(super) fn page(html: Html) -> Self {
        Self::html(Kind::Page, html.into_string())
    }

    pub(super) fn html(kind: Kind, html: String) -> Self {
        Self::new(kind, "text/html; charset=utf-8", html.into_bytes())
    }

    fn new(kind: Kind, media: &'static str, body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, kind, media, body, location: None, file: None }
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    fn see_other(location: String) -> Self {
        let answer = Self::new(Kind::Plain, "text/plain; charset=utf-8", Vec::new());
        Self { status: StatusCode::SEE_OTHER, location: Some(location), ..answer }
    }

    fn kept_as(mut self, name: &str) -> Self {
        self.file = Some(name.to_owned());
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        if let Some(location) = self.location.and_then(|location| HeaderValue::try_from(location).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if let Some(file) = self.file {
            let value = format!("attachment; filename*=UTF-8''{}", address::encoded(&file));
            headers.extend(HeaderValue::try_from(value).map(|value| (header::CONTENT_DISPOSITION, value)));
        }
        response.extensions_mut().insert(self.kind);
        response
    }
}

pub(super) fn router(preview: Arc<Preview>) -> Router {
    Router::new()
        .route("/", get(desk))
        .route("/style.css", get(style))
        .route("/script.js", get(script))
        .route("/icon.svg", get(icon))
        .route("/changes", get(changes))
        .route("/brief/{brief}", get(brief))
        .route("/brief/{brief}/{audience}", get(audience))
        .route("/briefing/{brief}/{audience}", get(briefing))
        .route("/pages/{brief}/{audience}", get(pictures))
        .route("/page/{brief}/{audience}/{number}", get(picture))
        .route("/excerpt/{brief}/{audience}/{n}", get(excerpt))
        .route("/document", get(document))
        .route("/search", get(search))
        .route("/explain/{brief}", get(explain))
        .route("/compare/{brief}", get(compare))
        .route("/edition/{brief}/{date}", get(edition))
        .route("/edition/{brief}/{date}/{file}", get(edition_file))
        .route("/edit/{act}", post(edit))
        .route("/undo", post(undo))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn_with_state(preview.clone(), guarded))
        .with_state(preview)
}

/// Turns away who may not come, and seals every answer.
async fn guarded(State(preview): Shared, request: Request, next: Next) -> Response<Body> {
    let host = request.headers().get(header::HOST).cloned();
    let checked = preview.guard.check(&request);
    let is_own_host = !matches!(checked, Err((StatusCode::MISDIRECTED_REQUEST | StatusCode::BAD_REQUEST, _)));
    let mut response = match checked {
        Err((status, why)) => plain(status, why).into_response(),
        Ok(()) if request.method() == Method::POST => {
            match tokio::time::timeout(FORM_TIME, next.run(request)).await {
                Ok(response) => response,
                Err(_) => plain(StatusCode::REQUEST_TIMEOUT, "the form took too long").into_response(),
            }
        }
        Ok(()) => next.run(request).await,
    };
    let kind = response.extensions().get::<Kind>().copied();
    if kind.is_none() && (response.status().is_client_error() || response.status().is_server_error()) {
        // What the router itself says is put in the words of all others.
        let why = response.status().canonical_reason().unwrap_or("no");
        response = plain(response.status(), why).into_response();
    }
    guard::seal(&mut response, kind.unwrap_or(Kind::Plain), host.as_ref().filter(|_| is_own_host));
    response
}

fn plain(status: StatusCode, why: &str) -> Answer {
    let mut html = Html::new();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>").show(status);
    html.raw("</title>\n<h1>").show(status).raw("</h1>\n<p>").text(why).raw("</p>\n");
    Answer::html(Kind::Plain, html.into_string()).with_status(status)
}

/// Writes an answer away from the threads that talk to others.
async fn write(preview: Arc<Preview>, write: impl FnOnce(&Preview) -> Answer + Send + 'static) -> Answer {
    let written = tokio::task::spawn_blocking(move || write(&preview)).await;
    written.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be written"))
}

/// Writes a page with the version that it shows.
async fn show(
    preview: Arc<Preview>,
    page: impl FnOnce(&Shell<'_>) -> Option<Answer> + Send + 'static,
) -> Answer {
    write(preview, |preview| {
        let shell = Shell::new(preview);
        if !shell.standing.is_ready() {
            return pages::waiting(&shell);
        }
        page(&shell).unwrap_or_else(|| pages::nothing(&shell))
    })
    .await
}

async fn nothing(State(preview): Shared) -> Answer {
    show(preview, |_| None).await
}

async fn style() -> Answer {
    Answer::new(Kind::Plain, "text/css; charset=utf-8", include_bytes!("style.css").to_vec())
}

async fn script() -> Answer {
    Answer::new(Kind::Plain, "text/javascript; charset=utf-8", include_bytes!("script.js").to_vec())
}

async fn icon() -> Answer {
    Answer::new(Kind::Picture, "image/svg+xml", include_bytes!("icon.svg").to_vec())
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: String,
}

/// Answers with the version that is shown, as soon as it is another one.
async fn changes(State(preview): Shared, Query(Since { since }): Query<Since>) -> Answer {
    let mut version = preview.version.subscribe();
    let is_new = |version: &u64| preview.version_of(*version) != since;
    // Nothing new is an answer too: connections that wait for ever are lost on the way.
    let _ = tokio::time::timeout(NEWS_TIME, version.wait_for(is_new)).await;
    let now = preview.version_now();
    Answer::new(Kind::Plain, "text/plain; charset=utf-8", now.into_bytes())
}

async fn desk(State(preview): Shared) -> Answer {
    show(preview, |shell| Some(pages::desk(shell))).await
}

async fn brief(State(preview): Shared, Path(id): Path<String>) -> Answer {
    show(preview, move |shell| {
        let drafted = shell.preview.workshop.draft(&id)?;
        match drafted.draft.as_ref().and_then(|draft| draft.audiences().next()) {
            Some(audience) => Some(Answer::see_other(address::audience(&id, &audience.id))),
            None => Some(pages::mistaken(shell, &id, &drafted.mistakes)),
        }
    })
    .await
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    view: String,
}

async fn audience(
    State(preview): Shared,
    Path((brief, audience)): Path<(String, String)>,
    Query(View { view }): Query<View>,
) -> Answer {
    show(preview, move |shell| {
        let drafted = shell.preview.workshop.draft(&brief)?;
        let page = pages::brief(shell, &brief, &audience, &view, &drafted)?;
        *super::held(&shell.preview.viewed) = Some((brief, Some(audience)));
        Some(page)
    })
    .await
}

async fn briefing(State(preview): Shared, Path((brief, audience)): Path<(String, String)>) -> Answer {
    show(preview, move |shell| pages::briefing(shell, &brief, &audience)).await
}

async fn pictures(State(preview): Shared, Path((brief, audience)): Path<(String, String)>) -> Answer {
    show(preview, move |shell| pages::pictures(shell, &brief, &audience)).await
}

async fn picture(
    State(preview): Shared,
    Path((brief, audience, number)): Path<(String, String, usize)>,
) -> Answer {
    show(preview, move |shell| {
        let draft = shell.preview.workshop.draft(&brief)?.draft?;
        let picture = draft.picture(&audience, number)?.ok().filter(|picture| picture.number == number)?;
        Some(Answer::new(Kind::Picture, "image/svg+xml", picture.svg.clone().into_bytes()))
    })
    .await
}

async fn excerpt(State(preview): Shared, Path((brief, audience, n)): Path<(String, String, u32)>) -> Answer {
    show(preview, move |shell| pages::excerpt(shell, &brief, &audience, n)).await
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    pub(super) id: String,
    #[serde(default)]
    pub(super) brief: String,
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
    pub(super) part: Option<usize>,
}

async fn document(State(preview): Shared, Query(wanted): Query<Wanted>) -> Answer {
    show(preview, move |shell| pages::document(shell, &wanted)).await
}

#[derive(Deserialize)]
struct Sought {
    #[serde(default)]
    q: String,
}

async fn search(State(preview): Shared, Query(Sought { q }): Query<Sought>) -> Answer {
    show(preview, move |shell| Some(pages::search(shell, &q))).await
}

#[derive(Deserialize)]
struct Spot {
    document: String,
    line: usize,
}

async fn explain(
    State(preview): Shared,
    Path(brief): Path<String>,
    Query(Spot { document, line }): Query<Spot>,
) -> Answer {
    show(preview, move |shell| pages::explain(shell, &brief, &document, line)).await
}

#[derive(Deserialize)]
struct Two {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

async fn compare(
    State(preview): Shared,
    Path(brief): Path<String>,
    Query(Two { from, to }): Query<Two>,
) -> Answer {
    show(preview, move |shell| pages::compare(shell, &brief, &from, &to)).await
}

async fn edition(State(preview): Shared, Path((brief, date)): Path<(String, String)>) -> Answer {
    show(preview, move |shell| pages::edition(shell, &brief, date.parse().ok()?)).await
}

async fn edition_file(
    State(preview): Shared,
    Path((brief, date, file)): Path<(String, String, String)>,
) -> Answer {
    show(preview, move |shell| {
        let date: EditionName = date.parse().ok()?;
        let bytes = shell.preview.workshop.edition_file(&brief, date, &file)?;
        Some(if file.ends_with(".html") {
            Answer::html(Kind::Briefing, String::from_utf8_lossy(&bytes).into_owned())
        } else {
            let name = format!("{brief}-{date}-{file}");
            Answer::new(Kind::Download, "application/octet-stream", bytes).kept_as(&name)
        })
    })
    .await
}

#[derive(Deserialize)]
struct EditForm {
    token: String,
    brief: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    theme: String,
    document: String,
    text: String,
}

async fn edit(State(preview): Shared, Path(act): Path<String>, Form(form): Form<EditForm>) -> Answer {
    write(preview, move |preview| {
        let EditForm { token, brief, audience, theme, document, text } = form;
        let act = match act.as_str() {
            "pin" => Act::Pin,
            "unpin" => Act::Unpin,
            "drop" => Act::Drop,
            "undrop" => Act::Undrop,
            _ => return pages::nothing(&Shell::new(preview)),
        };
        let back = back(&brief, &audience);
        let edit = Edit { act, brief, theme, document, text };
        changed(preview, &token, back, || preview.workshop.edit(edit))
    })
    .await
}

#[derive(Deserialize)]
struct UndoForm {
    token: String,
    #[serde(default)]
    brief: String,
    #[serde(default)]
    audience: String,
}

async fn undo(State(preview): Shared, Form(UndoForm { token, brief, audience }): Form<UndoForm>) -> Answer {
    write(preview, move |preview| {
        changed(preview, &token, back(&brief, &audience), || preview.workshop.undo())
    })
    .await
}

/// Returns where to go after a change.
fn back(brief: &str, audience: &str) -> String {
    match (brief, audience) {
        ("", _) => "/".to_owned(),
        (brief, "") => address::brief(brief),
        (brief, audience) => address::audience_view(brief, audience, "excerpts"),
    }
}

/// Changes a brief if the form brings the token, and shows the desk as it is
/// then.
fn changed(
    preview: &Preview,
    token: &str,
    back: String,
    change: impl FnOnce() -> Result<(), Error>,
) -> Answer {
    if !preview.guard.is_token(token) {
        return plain(
            StatusCode::FORBIDDEN,
            "this form is from another run: go back and load the page again",
        );
    }
    match change() {
        Ok(()) => Answer::see_other(back),
        Err(error) => pages::refused(&Shell::new(preview), &error.diagnostics(), &back),
    }
}

impl Preview {
    pub(super) fn version_of(&self, number: u64) -> String {
        format!("{}-{number}", self.run)
    }

    pub(super) fn version_now(&self) -> String {
        self.version_of(*self.version.borrow())
    }
}
