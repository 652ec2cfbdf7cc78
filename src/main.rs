//! slantwise: the command line.

fn main() {}
