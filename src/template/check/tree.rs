//! The tree of a template, with the bytes at which everything stands. Tera has
//! one as well, but keeps it to itself and gives up at the first mistake.

use std::ops::Range;

/// A mistake at a byte of a template's text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mistake {
    pub(super) at: usize,
    pub(super) is_warning: bool,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Mistake {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, is_warning: false, message: message.into(), hint: None }
    }

    pub(super) fn warning(at: usize, message: impl Into<String>) -> Self {
        Self { is_warning: true, ..Self::new(at, message) }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    /// The bytes of the whole.
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum ExprKind {
    Text(String),
    Number(f64),
    Truth(bool),
    None,
    Name(String),
    Field {
        of: Box<Expr>,
        name: Name,
        optional: bool,
    },
    Index {
        of: Box<Expr>,
        index: Box<Expr>,
        optional: bool,
    },
    Slice {
        of: Box<Expr>,
        bounds: Vec<Expr>,
    },
    List(Vec<Expr>),
    /// Members that are spread have no key.
    Map(Vec<(Option<String>, Expr)>),
    Comprehension {
        item: Box<Expr>,
        names: (Option<String>, String),
        of: Box<Expr>,
        condition: Option<Box<Expr>>,
    },
    Filter {
        of: Box<Expr>,
        call: Call,
    },
    Test {
        of: Box<Expr>,
        call: Call,
        negated: bool,
    },
    Function(Call),
    Component(Call),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Binary {
        op: &'static str,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Ternary {
        condition: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    /// What could not be read; told already.
    Broken,
}

/// A filter, test, function or component with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) name: Name,
    pub(super) arguments: Vec<(Name, Expr)>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text,
    Print(Expr),
    Set {
        name: Name,
        value: Expr,
        global: bool,
    },
    SetBlock {
        name: Name,
        filters: Vec<Call>,
        body: Vec<Node>,
        global: bool,
    },
    For(Box<For>),
    If {
        branches: Vec<(Expr, Vec<Node>)>,
        otherwise: Vec<Node>,
    },
    Include(Name),
    Block(Block),
    Filtered {
        filters: Vec<Call>,
        body: Vec<Node>,
    },
    Component {
        call: Call,
        body: Vec<Node>,
    },
    /// `break` or `continue`.
    Jump,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct For {
    pub(super) key: Option<String>,
    pub(super) value: String,
    pub(super) of: Expr,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
    /// The bytes from the opening tag to the closing one.
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) name: Name,
    pub(super) body: Vec<Node>,
}

/// A component that a template defines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Component {
    pub(super) name: Name,
    /// Names of the arguments, with whether each must be given.
    pub(super) arguments: Vec<(String, bool)>,
    /// Whether it takes any further argument.
    pub(super) takes_rest: bool,
    pub(super) body: Vec<Node>,
}

/// A template, read as far as it can be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Parsed {
    pub(super) extends: Option<Name>,
    pub(super) nodes: Vec<Node>,
    pub(super) components: Vec<Component>,
    /// Mistakes of syntax, in order.
    pub(super) mistakes: Vec<Mistake>,
}

/// Calls `visit` for every block, outer ones first.
pub(super) fn each_block<'n>(nodes: &'n [Node], visit: &mut dyn FnMut(&'n Block)) {
    for node in nodes {
        match node {
            Node::Block(block) => {
                visit(block);
                each_block(&block.body, visit);
            }
            Node::If { branches, otherwise } => {
                branches.iter().for_each(|(_, body)| each_block(body, visit));
                each_block(otherwise, visit);
            }
            Node::SetBlock { body, .. } | Node::Filtered { body, .. } | Node::Component { body, .. } => {
                each_block(body, visit);
            }
            Node::For(one) => {
                each_block(&one.body, visit);
                each_block(&one.otherwise, visit);
            }
            _ => {}
        }
    }
}

/// Calls `visit` for every include.
pub(super) fn each_include<'n>(nodes: &'n [Node], visit: &mut dyn FnMut(&'n Name)) {
    for node in nodes {
        match node {
            Node::Include(name) => visit(name),
            Node::Block(block) => each_include(&block.body, visit),
            Node::If { branches, otherwise } => {
                branches.iter().for_each(|(_, body)| each_include(body, visit));
                each_include(otherwise, visit);
            }
            Node::SetBlock { body, .. } | Node::Filtered { body, .. } | Node::Component { body, .. } => {
                each_include(body, visit);
            }
            Node::For(one) => {
                each_include(&one.body, visit);
                each_include(&one.otherwise, visit);
            }
            _ => {}
        }
    }
}
