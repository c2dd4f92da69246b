"""What a resource can say, and what follows from it without calling anybody.

``declaration`` is what a resource's file is written in; ``types`` are the types of its fields.
``check``, ``diff`` and ``naming`` answer the engine's questions from a declaration; ``mapping`` turns
properties into the API's members and back. Nothing here knows AWS, gRPC or any one resource.
"""
