"""Which columns hold personal data, under which purpose; one that looks personal and is not here fails the build.

Registers of residents come with their own rows here, sealed by the vault (LU-01, LU-60).
"""

PERSONAL: dict[str, str] = {
    "people.User.name": "account_security",
    "people.User.username": "account_security",
    "people.User.password": "account_security",
    "people.SecondFactor.sealed_secret": "account_security",
    "axes.AccessAttempt.username": "account_security",
    "axes.AccessAttempt.ip_address": "account_security",
    "axes.AccessAttemptExpiration.access_attempt": "account_security",
    "axes.AccessFailureLog.username": "account_security",
    "axes.AccessFailureLog.ip_address": "account_security",
    "axes.AccessLog.username": "account_security",
    "axes.AccessLog.ip_address": "account_security",
    "alerts.WorkChange.note": "alert_handling",
    "alerts.Handover.note": "alert_handling",
    "dispatch.LegStep.note": "alert_handling",
    "dispatch.StaffPosition.lon": "alert_handling",
    "dispatch.StaffPosition.lat": "alert_handling",
    "notify.Address.address": "alert_handling",
    "residents.Resident.sealed_name": "household_register",
    "residents.Resident.sealed_phone": "household_register",
    "residents.Resident.sealed_id_number": "household_register",
    "residents.HouseholdContact.sealed_name": "household_register",
    "residents.HouseholdContact.sealed_phone": "household_register",
    "care.HomeNow.state": "elder_care",
    "care.HomeNow.since": "elder_care",
    "care.HomeNow.heard_at": "elder_care",
    "care.HomeNow.usual_s": "elder_care",
    "care.EmergencyAccess.why": "elder_care",
    "lists.Entry.sealed_subject": "watch_lists",
    "lists.Remark.sealed_note": "watch_lists",
}
"""`app.Model.column` to purpose code."""

NOT_PERSONAL: frozenset[str] = frozenset(
    {
        "auth.Permission.name",
        "auth.Permission.codename",
        "auth.Group.name",
        "places.Account.username",  # A device's.
        "places.SourceToken.name",
        "people.Unit.name_zh",
        "people.Unit.name_en",
        "people.User.must_change_password",
        "people.Consent.document",  # The number of a form.
        "alerts.Counter.name",
        "lists.Entry.document_number",  # The number of the paper an entry rests on.
        "lists.Term.document_number",
        "lists.Entry.consent_document",  # The number of a form.
        "residents.PersonConsent.document",  # The number of a form.
        "residents.Landlord.document",  # The number of a filing.
        "residents.PersonConsent.notice",  # The number of a paper.
        "residents.Notice.contact",  # Which row it is to; its text is the same for everybody.
    }
)
"""Columns that only look personal, each looked at by a person."""
