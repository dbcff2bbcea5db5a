"""The addresses a person keeps."""
