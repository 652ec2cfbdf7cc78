//! Word lists and the demo corpus are embedded: build again when they change. The target is told to the program.
fn main() {
    println!("cargo::rerun-if-changed=lexicons");
    println!("cargo::rerun-if-changed=seeds");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=SLANTWISE_TARGET={target}");
}
