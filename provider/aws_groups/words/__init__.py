"""Every sentence that users read."""
