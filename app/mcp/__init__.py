"""The tool server for assistants: searching and reading the help centre over the Model Context Protocol."""
