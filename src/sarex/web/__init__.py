"""The desk's server: HTTP, live stream and page. A route parses, calls and answers; the framework lives here alone."""
