"""Households, the people in them, whom they want called, and what they agreed to. Every personal column is sealed.

In plain Python (Django set up; instants in µs since 1970 UTC):

    from anlin.residents.registering import NewResident, name_contact, register_resident, give_consent, withdraw_consent

    elder = register_resident(dwelling, NewResident("王秀英", "13812341234"), document="同意书 0001", by=worker, at=at)
    name_contact(elder, "王强", "13912345678", relation="child", at=at)
    give_consent(elder, "elder_care", document="同意书 0002", at=at)      # The home's sensors are heard from now on.
    withdraw_consent(elder, "elder_care", at=later)                      # Not heard any more, within a minute.

Reading a field: `access.sealed.open_column(row, "sealed_phone")`, inside a request or `access.audit.job(…)` only.
"""
