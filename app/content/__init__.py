"""From a content folder to articles that can be published: reading, checking, rendering."""
