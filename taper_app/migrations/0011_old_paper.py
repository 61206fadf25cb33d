"""What became of the paper that the patient had is kept with every review that makes it untrue, with or without a revision."""

from django.db import migrations, models

from taper_app.triggers import kept_unchanged

ANSWERS = [
    ("", "Not asked"),
    ("taken-back", "Taken back"),
    ("struck-out", "Struck out"),
    ("day-written", "The new day is written on it"),
    ("not-here", "Not here: the patient was told to destroy it, and a new paper was posted"),
    ("destroyed", "Not here: the patient was told to destroy it"),
    ("kept", "The patient keeps it and knows that it holds no more"),
    ("left", "Nothing was done: the patient still has it as it was"),
]


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0010_stopped_early")]

    operations = kept_unchanged(
        [
            migrations.AddField(
                model_name="review",
                name="old_paper",
                field=models.CharField(blank=True, choices=ANSWERS, default="", max_length=12),
            ),
            migrations.AddConstraint(
                model_name="review",
                constraint=models.CheckConstraint(
                    condition=models.Q(("old_paper__in", [value for value, _ in ANSWERS])), name="review_old_paper_known"
                ),
            ),
        ]
    )
