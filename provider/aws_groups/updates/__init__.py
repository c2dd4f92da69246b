"""The two updates, and what both share.

- ``full_object``: UpdateKeyGroup and its like replace the whole object, guarded by If-Match.
- ``attribute_patch``: UpdateGroup and its like change the attributes named, guarded by Revision.
- ``guard``: what happens when the guard says that the object is no longer what the state says.

Planning is pure (values in, a ``Request`` or a ``Verdict`` out); only ``guard`` sends.
"""
