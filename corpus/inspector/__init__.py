"""The local web page for reading and correcting claims."""
