//! `cargo xtask images`: the pictures of the documentation, which are screenshots that the end-to-end tests made.

use std::fs;

use anyhow::{Context, Result};

use crate::project;

/// Which screenshot becomes which picture.
const IMAGES: [(&str, &str); 2] =
    [("demo-call-1440-light.png", "softphone.png"), ("widget-muted-phone-light.png", "element.png")];

/// Copies them.
pub(crate) fn run() -> Result<bool> {
    let folder = project::root().join("docs/images");
    fs::create_dir_all(&folder)?;
    for (screenshot, image) in IMAGES {
        let made = project::root().join("target/screenshots").join(screenshot);
        fs::copy(&made, folder.join(image))
            .with_context(|| format!("there is no {}; `cargo xtask test e2e` makes it", made.display()))?;
        println!("docs/images/{image}");
    }
    Ok(true)
}
