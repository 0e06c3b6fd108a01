//! Clusters from pairs, by the average of all pairs in them.

use std::collections::BTreeMap;

/// Of larger clusters so many members, evenly spaced, stand for all.
const SAMPLE: usize = 12;

/// Two documents that are alike, by number, the lower first.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) similarity: f64,
    pub(super) one: u32,
    pub(super) other: u32,
}

/// Joins groups along edges, the strongest first, as long as the mean
/// similarity of the pairs between two groups reaches `least`. So a chain of
/// likenesses makes no cluster, which single linkage would (Manning, Raghavan
/// and Schütze, Introduction to Information Retrieval, 17.2 and 17.3).
///
/// `groups` has every document exactly once. The result has too, each group
/// sorted, groups in the order of their first members.
pub(super) fn link(
    groups: Vec<Vec<u32>>,
    mut edges: Vec<Edge>,
    least: f64,
    similarity: impl Fn(u32, u32) -> f64,
) -> Vec<Vec<u32>> {
    let documents = groups.iter().map(Vec::len).sum();
    let mut home = vec![0_usize; documents];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| home[*member as usize] = group);
    }
    let mut groups = groups;
    let mut refused: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    edges.sort_unstable_by(|a, b| {
        b.similarity.total_cmp(&a.similarity).then_with(|| (a.one, a.other).cmp(&(b.one, b.other)))
    });
    for Edge { one, other, .. } in edges {
        let (one, other) = (home[one as usize], home[other as usize]);
        let pair = (one.min(other), one.max(other));
        let sizes = (groups[pair.0].len(), groups[pair.1].len());
        if one == other || refused.get(&pair) == Some(&sizes) {
            continue;
        }
        if mean(&groups[one], &groups[other], &similarity) < least {
            refused.insert(pair, sizes);
            continue;
        }
        let moved = std::mem::take(&mut groups[pair.1]);
        moved.iter().for_each(|member| home[*member as usize] = pair.0);
        groups[pair.0].extend(moved);
    }
    groups.retain(|members| !members.is_empty());
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups.sort_unstable();
    groups
}

/// The mean similarity of the pairs between two groups.
fn mean(one: &[u32], other: &[u32], similarity: &impl Fn(u32, u32) -> f64) -> f64 {
    let (one, other) = (sample(one), sample(other));
    let sum: f64 = one.iter().map(|a| other.iter().map(|b| similarity(*a, *b)).sum::<f64>()).sum();
    sum / (one.len() * other.len()) as f64
}

/// Returns at most [`SAMPLE`] members, evenly spaced.
pub(super) fn sample(members: &[u32]) -> Vec<u32> {
    let count = members.len().min(SAMPLE);
    (0..count).map(|place| members[place * members.len() / count]).collect()
}
