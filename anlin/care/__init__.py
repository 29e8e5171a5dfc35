"""How it is at home, for the person and for whom they said yes to; their answers; and access in an emergency.

What is learned of a home is in the engine's memory. `HomeNow` is the present of it, shown and overwritten every few
seconds, for homes with consent only, and gone with the consent (LU-37).
"""
