//! Tables of RTF: a row is known by its end only, a table by the first
//! paragraph that is in none.

use crate::corpus::formats::flow::Flow;

/// How deep tables within tables are told apart.
const DEEPEST: usize = 10;

/// The tables that are open, the outermost first: whether a cell is.
#[derive(Debug, Default)]
pub(super) struct Tables {
    open: Vec<bool>,
}

impl Tables {
    /// Opens and closes tables until text stands in a cell of the table that is
    /// `nesting` deep; 0 is in none.
    pub(super) fn enter(&mut self, flow: &mut Flow, nesting: usize) {
        self.reach(flow, nesting);
        self.open_cell(flow);
    }

    /// Ends a cell of the table that is `nesting` deep, from 1.
    pub(super) fn end_cell(&mut self, flow: &mut Flow, nesting: usize) {
        self.enter(flow, nesting);
        if let Some(open) = self.open.last_mut().filter(|open| **open) {
            flow.close_cell();
            *open = false;
        }
    }

    /// Ends a row of the table that is `nesting` deep, from 1.
    pub(super) fn end_row(&mut self, flow: &mut Flow, nesting: usize) {
        self.reach(flow, nesting);
        self.close_cell(flow);
        if !self.open.is_empty() {
            flow.close_row();
        }
    }

    fn reach(&mut self, flow: &mut Flow, nesting: usize) {
        let nesting = nesting.min(DEEPEST);
        while self.open.len() > nesting {
            self.close_cell(flow);
            flow.close_table();
            self.open.pop();
        }
        while self.open.len() < nesting {
            self.open_cell(flow);
            if !flow.open_table() {
                return;
            }
            self.open.push(false);
        }
    }

    fn open_cell(&mut self, flow: &mut Flow) {
        if let Some(open) = self.open.last_mut().filter(|open| !**open) {
            *open = flow.open_cell();
        }
    }

    fn close_cell(&mut self, flow: &mut Flow) {
        if let Some(open) = self.open.last_mut().filter(|open| **open) {
            flow.close_cell();
            *open = false;
        }
    }
}
