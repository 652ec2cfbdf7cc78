//! Furniture.
