"""What the project is worked on with."""
