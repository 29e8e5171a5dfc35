"""Lists in force: wanted people, sought vehicles, missing people, a health order. Compared at the door, nowhere else.

In plain Python (Django set up; instants in µs since 1970 UTC; people need a unit):

    from anlin.lists.entries import NewEntry, approve, register_entry, withdraw

    entry = register_entry(
        NewEntry(
            kind="stolen_vehicle", criterion="case_filed", subject_type="plate", subject="鲁L·12345", area=city,
            legal_basis="刑事诉讼法 115", issuing_body="东港分局", document_number="东公刑立字〔2026〕0012号",
            from_at=at, until_at=at + 30 * DAY,
        ),
        requester=officer, at=at,
    )
    approve(entry, by=second_officer, at=at)   # Another person than the requester,
    approve(entry, by=third_officer, at=at)    # and this one of another unit than the second: now it is in force.

A `public_health` entry names a declared order: `orders.declare_order(number, area, issued_by, from_at, until_at, by)`.
The door knows it within a second (`at_the_door.entries_in_force`, handed to `places.directory_source`).
"""
