"""Pure translation to and from the world's formats: text and bytes in and out; no files, no sockets."""
