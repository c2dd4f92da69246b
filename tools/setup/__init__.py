"""Getting what the project is worked on with: `make setup`."""
