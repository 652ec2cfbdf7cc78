/// A matrix of which only the non-zeros are kept, row by row.
///
/// Numbers are `f32`: weights are known to no more than that (their rounding, 6e-8, is far below any difference
/// between articles that means something), and the matrix of a large corpus takes half the memory and time.
/// Sums over them are taken in `f64`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse {
    n_columns: usize,
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Sparse {
    /// No rows yet.
    pub(super) fn new(n_columns: usize) -> Self {
        Self { n_columns, starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Appends a row: columns ascending, values not 0.
    pub(super) fn push_row(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in row {
            self.columns.push(column);
            self.values.push(value);
        }
        debug_assert!(self.columns[self.starts[self.n_rows()]..].is_sorted_by(|a, b| a < b));
        self.starts.push(self.columns.len());
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many columns there are.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// How many numbers are stored.
    pub fn n_stored(&self) -> usize {
        self.columns.len()
    }

    /// The columns of the non-zeros of `row`, ascending, and their values.
    ///
    /// # Panics
    /// When there are fewer rows.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// The same numbers by columns: row `j` of the result is column `j` of this matrix.
    pub fn transposed(&self) -> Self {
        let mut starts = vec![0; self.n_columns + 1];
        self.columns.iter().for_each(|&column| starts[column as usize + 1] += 1);
        for at in 0..self.n_columns {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let (mut columns, mut values) = (vec![0; self.n_stored()], vec![0.0; self.n_stored()]);
        for row in 0..self.n_rows() {
            let (its_columns, its_values) = self.row(row);
            for (&column, &value) in its_columns.iter().zip(its_values) {
                let at = &mut next[column as usize];
                columns[*at] = row as u32;
                values[*at] = value;
                *at += 1;
            }
        }
        Self { n_columns: self.n_rows(), starts, columns, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_twice_changes_nothing() {
        let mut matrix = Sparse::new(3);
        matrix.push_row([(0, 1.0), (2, 2.0)]);
        matrix.push_row([]);
        matrix.push_row([(2, 3.0)]);
        let transposed = matrix.transposed();
        assert_eq!((transposed.n_rows(), transposed.n_columns(), transposed.n_stored()), (3, 3, 3));
        assert_eq!(transposed.row(1), (&[][..], &[][..]));
        assert_eq!(transposed.row(2), (&[0, 2][..], &[2.0, 3.0][..]));
        assert_eq!(transposed.transposed(), matrix);
        assert_eq!(Sparse::new(0).transposed(), Sparse::new(0));
    }
}
