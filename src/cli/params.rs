//! `-P NAME=VALUE` and today's date: what several commands take.

use attache::desk::{Desk, Given};
use attache::model::Date;
use attache::pipeline::Session;
use clap::Args;

#[derive(Debug, Default, Args)]
pub(super) struct ParamArgs {
    /// A value for a parameter of the brief (may be given more than once)
    #[arg(short = 'P', long = "param", value_name = "NAME=VALUE", value_parser = pair)]
    param: Vec<(String, String)>,
}

impl ParamArgs {
    /// Returns the values, for these briefs; for all where there are none.
    pub(super) fn given(&self, briefs: &[String]) -> Given {
        Given { values: self.param.clone(), briefs: briefs.to_vec() }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write a name, `=` and a value, such as `country=China`".to_owned()),
    }
}

/// Returns today in the desk's time zone.
pub(super) fn today(session: &Session) -> Date {
    today_at(&session.desk)
}

/// Returns today in a desk's time zone.
pub(super) fn today_at(desk: &Desk) -> Date {
    desk.config.time_zone.as_deref().and_then(Date::today_in).unwrap_or_else(Date::today)
}
