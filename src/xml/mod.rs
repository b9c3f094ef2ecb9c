//! Layer 1: a spanned XML tree that survives faults.
