"""The ways to change an object, and what they share.

- ``full_object``: UpdateKeyGroup and its like replace the whole object, guarded by If-Match.
- ``attribute_patch``: UpdateGroup and its like change the attributes named, guarded by Revision.
- ``over_time``: which keys a group has at an instant, and which of them go.
- ``guard``: what happens when AWS says that the object is no longer what the state says.
- ``creation``: how an object is made once, also when AWS's reply is lost.
- ``requests``: the requests that a declaration comes to.

To plan is pure (values in, a ``Request`` or a ``Verdict`` out); only ``guard`` and ``creation`` send.
"""
