"""Documents made from the declarations (the schema, the reference), and the plugin's installation."""
