"""The site map, by noun. No address holds a name or a row number: patients and plans go by their opaque codes."""

from allauth.account import views as accounts
from django.urls import include, path, register_converter

from taper_app.views import (
    adjuncts,
    agreement,
    care,
    clinical_papers,
    clinics,
    compare,
    expect,
    faults,
    follow_up_days,
    follow_ups,
    handout_formats,
    handouts,
    health,
    help,
    how,
    in_error,
    invitations,
    jobs,
    keeping,
    medications,
    new_plans,
    no_taper,
    notes,
    outside_readings,
    own,
    own_products,
    patient_lists,
    patients,
    people,
    plan_checks,
    plans,
    public_pages,
    quick,
    quick_keep,
    relapse_plans,
    reviews,
    risks,
    safety,
    second_factors,
    sign_in,
    signing_in,
    sources,
    timeline,
    today,
    trail,
    user_settings,
    weighings,
    whole_record,
)


class CodeConverter:
    """An opaque code, such as K7QX-4M2P; any other text in its place is not found."""

    regex = "[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SecretConverter(CodeConverter):
    """What of the address on a handout nobody can guess."""

    regex = public_pages.SECRET


class GroupConverter(CodeConverter):
    """The name of a group of the data files or of the hazards."""

    regex = "[a-z_]+"


register_converter(CodeConverter, "code")
register_converter(GroupConverter, "group")
register_converter(SecretConverter, "secret")

# Of allauth only what a username and a password need: nobody here has an e-mail address to send anything to.
account_urls = [
    path("login/", accounts.login, name="account_login"),
    path("login/code/", second_factors.second_step, name="mfa_authenticate"),
    path("login/passkey/", second_factors.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("signup/", accounts.signup, name="account_signup"),  # says that it is closed
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("reauthenticate/", second_factors.confirm_by_password, name="account_reauthenticate"),
    path("reauthenticate/code/", second_factors.confirm_by_code, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", second_factors.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("security/", signing_in.signing_in, name="mfa_index"),
    path("security/app/", second_factors.add_app, name="mfa_activate_totp"),
    path("security/codes/", second_factors.show_codes, name="mfa_view_recovery_codes"),
    path("security/passkey/", second_factors.add_passkey, name="mfa_add_webauthn"),
    path("session/", signing_in.session_left, name="session_left"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("invitation/", invitations.invitation_accept, name="invitation_accept"),
    path("settings/", user_settings.user_settings, name="user_settings"),
]

patient_urls = [
    path("", patients.patient_detail, name="patient_detail"),
    path("edit/", patients.patient_edit, name="patient_edit"),
    path("events/", trail.patient_events, name="patient_events"),
    path("record/", whole_record.patient_record, name="patient_record"),
    path("record.json", whole_record.patient_record_json, name="patient_record_json"),
    path("record.pdf", whole_record.patient_record_pdf, name="patient_record_pdf"),
    path("medications/", medications.medication_list, name="medication_list"),
    path("entered-in-error/", in_error.patient_in_error, name="patient_in_error"),
    path("risks/", risks.risks_edit, name="risks_edit"),
    path("decide/", weighings.weighing_edit, name="weighing_edit"),
    path("decide.pdf", weighings.weighing_pdf, name="weighing_pdf"),
    path("decide.txt", weighings.weighing_text, name="weighing_text"),
    path("adjuncts/", adjuncts.adjunct_list, name="adjunct_list"),
    path("relapse/", relapse_plans.relapse_plan_edit, name="relapse_plan_edit"),
    path("no-taper/", no_taper.no_taper_new, name="no_taper_new"),
    path("lost-paper/", public_pages.public_pages_withdraw, name="public_pages_withdraw"),
    path("plan/", new_plans.plan_new, name="plan_new"),
    path("plan/cautions/", new_plans.plan_cautions, name="plan_cautions"),
    path("plan/check/", new_plans.plan_check, name="plan_check"),
    path("plan/compare/", compare.plan_compare, name="plan_compare"),
    path("plan/choose.pdf", compare.plan_choice, name="plan_choice"),
    path("plan/draft.pdf", new_plans.plan_draft, name="plan_draft"),
]

plan_urls = [
    path("", plans.plan_detail, name="plan_detail"),
    path("review/", reviews.review_new, name="review_new"),
    path("review/cautions/", reviews.review_cautions, name="review_cautions"),
    path("review/check/", reviews.review_check, name="review_check"),
    path("review/compare/", compare.review_compare, name="review_compare"),
    path("review/choose.pdf", compare.review_choice, name="review_choice"),
    path("review/draft.pdf", reviews.review_draft, name="review_draft"),
    path("missed/", follow_ups.review_missed, name="review_missed"),
    path("follow-up/", follow_ups.follow_up_new, name="follow_up_new"),
    path("follow-up/days/", follow_up_days.follow_up_days, name="follow_up_days"),
    path("entered-in-error/", in_error.plan_in_error, name="plan_in_error"),
    path("reviews/<int:review>/entered-in-error/", in_error.review_in_error, name="review_in_error"),
    path("checks/", plan_checks.plan_checked, name="plan_checked"),
    path("care/", care.care_edit, name="care_edit"),
    path("timeline/", timeline.plan_timeline, name="plan_timeline"),
    path("<int:number>/handout.pdf", handouts.handout_pdf, name="handout_pdf"),
    path("<int:number>/handout-large.pdf", handout_formats.handout_large, name="handout_large"),
    path("<int:number>/handout/", handout_formats.handout_html, name="handout_html"),
    path("<int:number>/handout.html", handout_formats.handout_file, name="handout_file"),
    path("<int:number>/handout.txt", handout_formats.handout_text, name="handout_text"),
    path("<int:number>/handout.ics", handout_formats.handout_calendar, name="handout_calendar"),
    path("<int:number>/summary.pdf", clinical_papers.summary_pdf, name="summary_pdf"),
    path("<int:number>/supply.pdf", clinical_papers.supply_pdf, name="supply_pdf"),
    path("<int:number>/supply.txt", clinical_papers.supply_txt, name="supply_text"),
    path("<int:number>/letter.pdf", clinical_papers.letter_pdf, name="letter_pdf"),
    path("<int:number>/own.pdf", own.own_pdf, name="own_pdf"),
    path("<int:number>/own-large.pdf", own.own_large_pdf, name="own_large"),
    path("<int:number>/own.txt", own.own_txt, name="own_text"),
    path("<int:number>/agreement.pdf", agreement.agreement_pdf, name="agreement_pdf"),
    path("<int:number>/note/", notes.revision_note, name="revision_note"),
    path("<int:number>/note.txt", notes.revision_note_file, name="revision_note_file"),
    path("reviews/<int:review>/note/", notes.review_note, name="review_note"),
    path("reviews/<int:review>/note.txt", notes.review_note_file, name="review_note_file"),
    path("<int:number>/how/", how.plan_how, name="plan_how"),
    path("<int:number>/why.pdf", expect.why_pdf, name="why_pdf"),
    path("<int:number>/why/", expect.why_html, name="why_html"),
    path("<int:number>/why.txt", expect.why_text, name="why_text"),
]

handler500 = faults.something_failed

urlpatterns = [
    path("", today.today, name="today"),
    path("accounts/", include(account_urls)),
    path("clinic/", clinics.clinic_edit, name="clinic_edit"),
    path("clinic/people/", people.people_list, name="people_list"),
    path("clinic/people/invite/", people.people_invite, name="people_invite"),
    path("clinic/events.csv", trail.clinic_events, name="clinic_events"),
    path("clinic/products/", own_products.own_product_list, name="own_product_list"),
    path("drafts/", keeping.draft_keep, name="draft_keep"),
    path("health/", health.health, name="health"),
    path("help/", help.help_page, name="help_page"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<code:code>/", jobs.job_detail, name="job_detail"),
    path("jobs/<code:code>/papers.zip", jobs.job_file, name="job_file"),
    path("outside/", outside_readings.outside_read, name="outside_read"),
    path("p/<code:code>/<int:number>/<secret:given>/", public_pages.public_page, name="public_page"),
    path("patients/", patient_lists.patient_list, name="patient_list"),
    path("patients/new/", patients.patient_add, name="patient_add"),
    path("patients/<code:code>/", include(patient_urls)),
    path("plans/<code:code>/", include(plan_urls)),
    path("quick/", quick.quick_schedule, name="quick_schedule"),
    path("quick/compare/", compare.quick_compare, name="quick_compare"),
    path("quick/keep/", quick_keep.quick_keep, name="quick_keep"),
    path("quick/draft.pdf", quick.quick_draft, name="quick_draft"),
    path("ready/", health.ready, name="ready"),
    path("safety/", safety.safety, name="safety"),
    path("safety/<group:group>/", safety.safety_group, name="safety_group"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<group:part>/", sources.source_group, name="source_group"),
]
handler429 = "taper_app.views.tries.too_many"
