//! Word lists and the demo corpus are embedded: build again when they change.
fn main() {
    println!("cargo::rerun-if-changed=lexicons");
    println!("cargo::rerun-if-changed=seeds");
}
