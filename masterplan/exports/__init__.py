"""The contents of a build in other forms. Everything is read from its frozen contents."""
