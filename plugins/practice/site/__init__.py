"""The output tree: fresh folder, manifest, exchange, gates, sitemap."""
