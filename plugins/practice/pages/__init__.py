"""From records to HTML: views for templates, JSON-LD, pictures, and the steps in Pelican's run."""
